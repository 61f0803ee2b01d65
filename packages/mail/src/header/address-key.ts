import { domainToASCII } from 'node:url'

/**
 * The key by which addresses are compared: NFC, lower case, the domain in its ASCII form (RFC 5891).
 *
 * RFC 5321 §2.4 leaves the case of a local part to its host; every host of today ignores it, and people write it as
 * they please, so telling `Bob@` from `bob@` would only lose mail. Call it with an address from `parseMailboxes`.
 */
export function addressKey(address: string): string {
  const at = address.lastIndexOf('@')
  if (at === -1) return fold(address)
  return `${fold(address.slice(0, at))}@${asciiDomain(address.slice(at + 1))}`
}

/**
 * A domain as it is compared: lower case, ASCII. A domain that IDNA refuses is only folded, so that it still equals
 * itself.
 */
export function asciiDomain(domain: string): string {
  // domainToASCII also reads numbers as IPv4 addresses, so plain ASCII does not go through it.
  if (isAscii(domain)) return domain.toLowerCase()
  return domainToASCII(domain.normalize('NFC')) || fold(domain)
}

function fold(text: string): string {
  return isAscii(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase().normalize('NFC')
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}
