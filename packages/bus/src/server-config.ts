/** A NATS user and the subjects it may use; `permissionsOf` gives those of a service. */
export interface NatsUser {
  name: string
  /** `U…`, or `$NAME` of a variable of the configuration. */
  publicKey: string
  permissions: { publish: readonly string[]; subscribe: readonly string[] }
}

const list = (subjects: readonly string[]) =>
  `[\n${subjects.map((subject) => `          ${JSON.stringify(subject)}`).join('\n')}\n        ]`

/** One user's line of a configuration. */
export const natsUser = ({ name, publicKey, permissions }: NatsUser): string =>
  `      # ${name}
      { nkey: ${publicKey}, permissions: {
        publish: { allow: ${list(permissions.publish)} }
        subscribe: { allow: ${list(permissions.subscribe)} } } }`

/**
 * The accounts part of a nats-server configuration: one account with JetStream, an administrator for provisioning, and
 * a user for each service that may do what its permissions name and nothing else. `system` may have the server read its
 * configuration again, and look at all of it.
 */
export function natsServerConfig(options: {
  users: readonly NatsUser[]
  admin: { publicKey: string }
  system?: { publicKey: string }
  /** The accounts of the integrators (`integratorAccount`), or an include of the file that holds them. */
  integrators?: { accounts: string; exports: readonly string[] }
}): string {
  const { users, integrators } = options
  const admin = `      # provisioning
      { nkey: ${options.admin.publicKey} }`
  const system =
    options.system === undefined
      ? ''
      : `  SYS {
    users: [{ nkey: ${options.system.publicKey} }]
  }
`
  const exported =
    integrators === undefined
      ? ''
      : `    exports: [
${integrators.exports.map((line) => `      ${line}`).join('\n')}
    ]
`
  return `accounts {
  TUBEPOST {
    jetstream: enabled
    users: [
${[admin, ...users.map(natsUser)].join('\n')}
    ]
${exported}  }
${system}${integrators?.accounts ?? ''}}
${system === '' ? '' : 'system_account: SYS\n'}`
}
