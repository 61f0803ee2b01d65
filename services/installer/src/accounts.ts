import { inboxPrefixOf, integratorPermissions, natsServerConfig, permissionsOf } from '@tubepost/bus'
import { declarations } from './services.ts'

/** The users of the broker besides the services: who provisions, and who may have the server read its configuration. */
export const ADMIN_USER = 'admin'
export const SYSTEM_USER = 'system'
/** The one that the documentation shows; others are added as it is. */
export const EXAMPLE_INTEGRATOR = 'integrator'

export const userNames: readonly string[] = [
  ADMIN_USER,
  SYSTEM_USER,
  ...declarations.map(({ name }) => name),
  EXAMPLE_INTEGRATOR,
]

/** The variable of the broker's configuration that holds a user's public key. */
export const keyVariable = (user: string): string => `${user.toUpperCase().replaceAll('-', '_')}_NKEY`

/** What every user may, without any key: those are variables that the set-up fills in. */
export function accountsConfig(): string {
  const reference = (user: string) => ({ publicKey: `$${keyVariable(user)}` })
  const services = declarations.map((declaration) => ({
    name: declaration.name,
    ...reference(declaration.name),
    permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
  }))
  const integrator = {
    name: EXAMPLE_INTEGRATOR,
    ...reference(EXAMPLE_INTEGRATOR),
    permissions: integratorPermissions(EXAMPLE_INTEGRATOR),
  }
  const accounts = natsServerConfig({
    users: [...services, integrator],
    admin: reference(ADMIN_USER),
    system: reference(SYSTEM_USER),
  })
  // Variables are known within one file and what it includes.
  return `include ../keys/nats-keys.conf\n\n${accounts}`
}

/** The file that goes with it. */
export function keysConfig(publicKeys: ReadonlyMap<string, string>): string {
  return [...publicKeys].map(([user, key]) => `${keyVariable(user)}: ${key}\n`).join('')
}
