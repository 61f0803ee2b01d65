import { inboxPrefixOf } from './connect.ts'
import { natsUser } from './server-config.ts'
import { FOR_INTEGRATORS } from './topology.ts'

/**
 * Under this domain integrators find JetStream: in their accounts there is none, and under `$JS.API` the server would say
 * so. Every client has an option for it.
 */
const JETSTREAM_DOMAIN = 'tubepost'

const PREFIX = 'integrator'

/** The example is called `integrator`, every other one `integrator-…`, so none has the name of a service. */
export const isIntegrator = (name: string): boolean => /^integrator(-[a-z0-9]+)*$/.test(name)

/** Throws where the name does not fit. */
export function integratorNamed(name: string): string {
  const full = `${PREFIX}-${name}`
  if (isIntegrator(full)) return full
  throw new Error(`"${name}" is no name for an integrator: small letters, digits and single hyphens, such as "crm"`)
}

const services = (consumer: string, api: string) =>
  FOR_INTEGRATORS.flatMap((stream) => [
    `${api}.CONSUMER.INFO.${stream}.${consumer}`,
    `${api}.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
    `$JS.ACK.${stream}.${consumer}.>`,
  ])

/** Subjects that the account of the services offers to the integrators' accounts. */
export const exportsToIntegrators = (): string[] =>
  services('*', '$JS.API').map((subject) =>
    // A pull is answered by as many messages as it asks for.
    subject.includes('.MSG.NEXT.') ? `{ service: "${subject}", response_type: stream }` : `{ service: "${subject}" }`,
  )

/**
 * An account with one user, who reads intents and facts through its own durables, acknowledges, and can do nothing else.
 *
 * Permissions alone would not do. A pull names the subject to which the server is to deliver, and the server does not ask
 * whether the user may publish there: with `$JS.API.STREAM.DELETE.MAIL` as that subject, a reader of INTENT deletes MAIL
 * (seen with nats-server 2.15.1). From an account of its own, that subject is one of that account, where nobody listens.
 */
export function integratorAccount(name: string, publicKey: string): string {
  const api = `$JS.${JETSTREAM_DOMAIN}.API`
  const imported = services(name, '$JS.API').map((subject) => {
    const to = subject.startsWith('$JS.API') ? `, to: "${subject.replace('$JS.API', api)}"` : ''
    return `      { service: { account: TUBEPOST, subject: "${subject}" }${to} }`
  })
  const permissions = { publish: services(name, api), subscribe: [`${inboxPrefixOf(name)}.>`] }
  return `  ${name} {
    users: [
${natsUser({ name, publicKey, permissions })}
    ]
    imports: [
${imported.join('\n')}
    ]
  }
`
}
