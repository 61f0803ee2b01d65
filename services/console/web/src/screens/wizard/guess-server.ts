import { type Provider, PROVIDERS, type Remark } from './providers.ts'

export interface Guess {
  /** The provider of the table; undefined where the host is made of the domain. */
  readonly provider: string | undefined
  readonly host: string
  readonly username: string
  readonly remark: Remark | undefined
}

/**
 * Where a mailbox is likely to be read. Pure.
 * @param address as typed so far; without a domain there is nothing to guess by, and the host is empty
 * @param chosen a provider by its name, which the domain does not show where somebody has a domain of their own
 */
export function guessServer(address: string, chosen?: string): Guess {
  const [local = '', domain = ''] = partsOf(address)
  const provider = PROVIDERS.find(({ name }) => name === chosen) ?? PROVIDERS.find((one) => isOf(one, domain))
  return {
    provider: provider?.name,
    host: provider?.host ?? (domain === '' ? '' : `imap.${domain}`),
    username: provider?.localName === true && local !== '' ? local : address.trim(),
    remark: provider?.remark,
  }
}

function partsOf(address: string): string[] {
  const at = address.trim().lastIndexOf('@')
  return at === -1
    ? []
    : [
        address.trim().slice(0, at),
        address
          .trim()
          .slice(at + 1)
          .toLowerCase(),
      ]
}

/** Two labels at the most follow a name for every country: `co.uk`. */
const COUNTRY = /^[a-z]{2,3}(\.[a-z]{2})?$/

const isOf = ({ domains }: Provider, domain: string): boolean =>
  domains.some((one) =>
    one.endsWith('.')
      ? domain.startsWith(one) && COUNTRY.test(domain.slice(one.length))
      : domain === one || (one === 'onmicrosoft.com' && domain.endsWith(`.${one}`)),
  )
