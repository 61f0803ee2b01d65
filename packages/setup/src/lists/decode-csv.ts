/**
 * The text of a CSV file as spreadsheets write it: UTF-8 with a byte order mark or without, UTF-16 ("Unicode text"), or
 * else Windows-1252, in which every byte has a meaning.
 */
export function decodeCsv(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const DELIMITERS = [';', ',', '\t', '|'] as const

/** The sign between the fields: the one that the header has most of, outside of quotes. */
export function delimiterOf(header: string): (typeof DELIMITERS)[number] {
  const bare = header.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((sign) => bare.split(sign).length - 1)
  const most = Math.max(...counts)
  return DELIMITERS[counts.indexOf(most)] ?? ','
}
