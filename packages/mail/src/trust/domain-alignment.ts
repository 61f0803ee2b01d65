import { asciiDomain } from '../header/address-key.ts'

/**
 * Whether two domains belong together in the sense of DMARC's relaxed alignment (RFC 7489 §3.1): one equals the other
 * or is a subdomain of it, and the upper one is not a registry's.
 *
 * Without the Public Suffix List, which changes weekly and would make a verdict depend on its age, this errs towards
 * no: two subdomains of one organisation (`a.example.com`, `b.example.com`) do not align here. A receiver's own DMARC
 * result, which knows the list, is read first.
 */
export function aligned(one: string, other: string): boolean {
  const [upper, lower] = [asciiDomain(one), asciiDomain(other)].toSorted((a, b) => a.length - b.length) as [
    string,
    string,
  ]
  if (upper === '') return false
  return upper === lower || (lower.endsWith(`.${upper}`) && !isRegistry(upper))
}

export function sameDomain(one: string, other: string): boolean {
  return one !== '' && asciiDomain(one) === asciiDomain(other)
}

/**
 * The domain of an address or of a property that may be either (`smtp.mailfrom`, `header.i`); empty where two readers could
 * see two: `a@one.example@other.example`.
 */
export function domainOf(addressOrDomain: string): string {
  if (addressOrDomain.replace(QUOTED, '').split('@').length > 2) return ''
  let end = addressOrDomain.length
  while (end > 0 && '>.'.includes(addressOrDomain[end - 1] ?? ' ')) end--
  const domain = addressOrDomain.slice(addressOrDomain.lastIndexOf('@') + 1, end)
  return asciiDomain(domain.startsWith('<') ? domain.slice(1) : domain)
}

const QUOTED = /"(?:[^"\\]|\\.)*"/g

/** `com`, `co.uk`, `github.io`: names under which strangers are neighbours. */
function isRegistry(domain: string): boolean {
  const labels = domain.split('.')
  if (labels.length < 2 || SHARED_HOSTS.has(domain)) return true
  const [second, top] = labels.slice(-2) as [string, string]
  return labels.length === 2 && top.length === 2 && SECOND_LEVEL.has(second)
}

const SECOND_LEVEL: ReadonlySet<string> = new Set(
  'ac ad asn co com ed edu go gob gouv gov govt gv id info ltd me mil ne net nhs nic nom or org plc police sch school web'.split(
    ' ',
  ),
)

/** Hosts that hand out subdomains which can send mail or publish DNS records. */
const SHARED_HOSTS: ReadonlySet<string> = new Set(
  'blogspot.com eu.org github.io gitlab.io herokuapp.com netlify.app pages.dev uk.com us.com vercel.app workers.dev'.split(
    ' ',
  ),
)
