import { exportsToIntegrators, inboxPrefixOf, integratorAccount, natsServerConfig, permissionsOf } from '@tubepost/bus'
import { declarations } from './services.ts'

/** The users of the broker besides the services: one provisions, one may have the server read its configuration. */
export const ADMIN_USER = 'admin'
export const SYSTEM_USER = 'system'
/** The one that the documentation shows; `add-integrator` adds others. */
export const EXAMPLE_INTEGRATOR = 'integrator'

/** Those whose permissions follow from the code. */
export const userNames: readonly string[] = [ADMIN_USER, SYSTEM_USER, ...declarations.map(({ name }) => name)]

/** The variable of the broker's configuration that holds a user's public key. */
export const keyVariable = (user: string): string => `${user.toUpperCase().replaceAll('-', '_')}_NKEY`

/** Permissions of every user, without any key: those are variables that the set-up fills in. */
export function accountsConfig(): string {
  const reference = (user: string) => ({ publicKey: `$${keyVariable(user)}` })
  const services = declarations.map((declaration) => ({
    name: declaration.name,
    ...reference(declaration.name),
    permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
  }))
  const accounts = natsServerConfig({
    users: services,
    admin: reference(ADMIN_USER),
    system: reference(SYSTEM_USER),
    integrators: { accounts: '  include ../keys/integrators.conf\n', exports: exportsToIntegrators() },
  })
  // Variables are known within one file and what it includes.
  return `include ../keys/nats-keys.conf\n\n${accounts}`
}

/** The files that go with it, by name: the public keys, and an account for each integrator. */
export function keyFiles(
  users: ReadonlyMap<string, string>,
  integrators: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return {
    'nats-keys.conf': [...users].map(([user, key]) => `${keyVariable(user)}: ${key}\n`).join(''),
    'integrators.conf': [...integrators].map(([name, key]) => integratorAccount(name, key)).join(''),
  }
}
