import { BlockList, isIP } from 'node:net'
import type { ServiceContext } from '@tubepost/service'
import type { OidcProvider } from '@tubepost/setup'
import { readSettings } from './settings-sql.ts'

/** The part of the set-up that is about the console, ready to be asked. */
export interface Settings {
  /** Names by which browsers may call it, lower case, as they stand in a URL. */
  readonly hosts: ReadonlySet<string>
  readonly isTrustedProxy: (address: string) => boolean
  readonly providers: readonly OidcProvider[]
}

/** Settings as they were last read; `context.state` of the console. */
export interface ConsoleState {
  settings: Promise<Settings> | undefined
  readAt: number
}
export const createConsoleState = (): ConsoleState => ({ settings: undefined, readAt: Number.NEGATIVE_INFINITY })

export type ConsoleContext<Config = unknown> = ServiceContext<Config, ConsoleState>

// A set-up that is applied takes effect within this time.
const READ_EVERY_MS = 1_000

/** The settings of now, or of a second ago. */
export function settingsOf({ state, pool }: Pick<ConsoleContext, 'state' | 'pool'>): Promise<Settings> {
  const now = performance.now()
  if (state.settings === undefined || now - state.readAt >= READ_EVERY_MS) {
    state.readAt = now
    const before = state.settings
    const read = readSettings(pool).then(({ hosts, trustedProxies, oidc }) => ({
      hosts: new Set(hosts.map((host) => host.toLowerCase())),
      isTrustedProxy: inOneOf(trustedProxies),
      providers: oidc,
    }))
    // While the database does not answer, those of before hold.
    state.settings = before === undefined ? read : read.catch(() => before)
    read.catch(() => before === undefined && (state.settings = undefined))
  }
  return state.settings
}

/** Whether an address is one of these, or in one of these networks (`10.0.0.0/8`, `fd00::/8`). */
export function inOneOf(places: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const place of places) {
    const [address = '', bits] = place.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address))
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
