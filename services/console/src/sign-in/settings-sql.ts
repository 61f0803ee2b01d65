import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { Setup } from '@tubepost/setup'

type ConsoleSetup = Setup['console'] & Pick<Setup, 'oidc'>

const READ: Statement = {
  name: 'setting.read',
  text: 'select hosts, trusted_proxies as "trustedProxies", oidc from setting',
}
const SAVE: Statement = {
  name: 'setting.save',
  text: `insert into setting (hosts, trusted_proxies, oidc) values ($1, $2, $3)
         on conflict (id) do update set hosts = excluded.hosts, trusted_proxies = excluded.trusted_proxies,
           oidc = excluded.oidc`,
}

/** Before a set-up was applied: this machine alone, and no proxy. */
const NONE: ConsoleSetup = { hosts: ['localhost', '127.0.0.1', '[::1]'], trustedProxies: [], oidc: [] }

export async function readSettings(pool: Pool): Promise<ConsoleSetup> {
  const [row] = await rows<ConsoleSetup>(pool, READ)
  return row ?? NONE
}

export async function saveSettings(tx: Tx, { hosts, trustedProxies, oidc }: ConsoleSetup): Promise<void> {
  await touch(tx, SAVE, [hosts, trustedProxies, JSON.stringify(oidc)])
}
