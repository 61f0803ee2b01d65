import { domainToASCII } from 'node:url'
import { unquote } from './structured-value.ts'

/**
 * The key by which addresses are compared: NFC, lower case, the domain in its ASCII form (RFC 5891).
 *
 * RFC 5321 §2.4 leaves the case of a local part to its host; every host of today ignores it, and people write it as
 * they please, so telling `Bob@` from `bob@` would only lose mail. A quoted local part is the same as its plain form (RFC
 * 5321 §4.1.2). Call it with an address from `parseMailboxes`, or as a person wrote it into the set-up.
 */
export function addressKey(address: string): string {
  const at = address.lastIndexOf('@')
  if (at === -1) return fold(address)
  const local = address.slice(0, at)
  const plain = unquote(local)
  return `${fold(NEEDS_QUOTES.test(plain) ? local : plain)}@${asciiDomain(address.slice(at + 1).replace(/\.$/, ''))}`
}

/** RFC 5322 §3.2.3: specials and white space, but for the dot. */
const NEEDS_QUOTES = /[\s"(),:;<>@[\\\]]/

/**
 * A domain as it is compared: lower case, ASCII. A domain that IDNA refuses is only folded, so that it still equals
 * itself.
 */
export function asciiDomain(domain: string): string {
  // domainToASCII also reads numbers as IPv4 addresses, so plain ASCII does not go through it.
  if (isAscii(domain)) return domain.toLowerCase()
  return domainToASCII(domain.normalize('NFC')) || fold(domain)
}

/** `support+x@example.com` as `support@example.com` (RFC 5233). @param key an `addressKey` */
export function withoutDetail(key: string): string {
  const plus = key.indexOf('+')
  const at = key.lastIndexOf('@')
  // A quoted local part may hold a plus that separates nothing.
  return plus > 0 && plus < at && !key.startsWith('"') ? key.slice(0, plus) + key.slice(at) : key
}

/** @param key an `addressKey` */
export const domainOf = (key: string): string => key.slice(key.lastIndexOf('@') + 1)

function fold(text: string): string {
  return isAscii(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase().normalize('NFC')
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}
