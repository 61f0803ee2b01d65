import libmime from 'libmime'
import { decode } from 'libmime/lib/charset.js'
import type { PartDescription } from './describe-part.ts'

/**
 * The text of a part whose transfer encoding is off, line ends as LF. An unknown charset is read as UTF-8; bytes that
 * mean nothing become U+FFFD.
 */
export function decodeText(bytes: Buffer, { charset, flowed }: Pick<PartDescription, 'charset' | 'flowed'>): string {
  const lines =
    flowed === null ? bytes : Buffer.from(libmime.decodeFlowed(bytes.toString('latin1'), flowed.deletesBlank), 'latin1')
  return decode(lines, charsetOf(charset)).replace(/\r\n?/g, '\n')
}

/** Mails that say ASCII hold UTF-8 where they hold more. */
function charsetOf(charset: string | null): string {
  return charset === null || /^(?:us)?ascii$/.test(charset.toLowerCase().replace(/[^a-z0-9]+/g, '')) ? 'utf-8' : charset
}
