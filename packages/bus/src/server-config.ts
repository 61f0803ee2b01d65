/** A NATS user and the subjects it may use; `permissionsOf` gives those of a service. */
export interface NatsUser {
  name: string
  /** `U…`, or `$NAME` of a variable of the configuration. */
  publicKey: string
  permissions: { publish: readonly string[]; subscribe: readonly string[] }
}

const list = (subjects: readonly string[]) =>
  `[\n${subjects.map((subject) => `          ${JSON.stringify(subject)}`).join('\n')}\n        ]`

/**
 * The accounts part of a nats-server configuration: one account with JetStream, an administrator for provisioning, and
 * a user for each service that may do what its permissions name and nothing else. `system` may have the server read its
 * configuration again, and look at all of it.
 */
export function natsServerConfig(options: {
  users: readonly NatsUser[]
  admin: { publicKey: string }
  system?: { publicKey: string }
}): string {
  const users = options.users.map(
    ({ name, publicKey, permissions }) =>
      `      # ${name}
      { nkey: ${publicKey}, permissions: {
        publish: { allow: ${list(permissions.publish)} }
        subscribe: { allow: ${list(permissions.subscribe)} } } }`,
  )
  const admin = `      # provisioning
      { nkey: ${options.admin.publicKey} }`
  const system =
    options.system === undefined
      ? ''
      : `  SYS {
    users: [{ nkey: ${options.system.publicKey} }]
  }
`
  return `accounts {
  TUBEPOST {
    jetstream: enabled
    users: [
${[admin, ...users].join('\n')}
    ]
  }
${system}}
${system === '' ? '' : 'system_account: SYS\n'}`
}
