import { wellFormed } from './well-formed.ts'

/** Well within the limit of file systems (255 bytes), in characters of up to three bytes. */
const MOST_CHARS = 80
const LONGEST_EXTENSION = 16
/** NFC makes one character of at most four. */
const COMPOSED_OF = 4

/**
 * An attachment's name as it may be shown and saved (RELIABILITY S12): one line, no path, none of the characters that
 * a file system or a shell treats specially, and none that reverses the order of letters (`gpj.exe` as `exe.jpg`).
 * Null where nothing is left.
 */
export function safeFileName(name: string): string | null {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const clean = wellFormed(last)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    // A name of dots is a folder, one that begins with a dot is hidden, and Windows drops dots at the end.
    .replace(/^[. ]+|(?<![. ])[. ]+$/g, '')
  if (clean === '') return null
  const composed = endsOf(clean).normalize('NFC')
  return shortened(RESERVED.test(composed) ? `_${composed}` : composed)
}

/** Devices of Windows, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Everything that `shortened` may keep: normalising takes time by the square of a heap of combining marks. */
function endsOf(name: string): string {
  const characters = Array.from(name)
  const beginning = MOST_CHARS * COMPOSED_OF
  const end = LONGEST_EXTENSION * COMPOSED_OF
  if (characters.length <= beginning + end) return name
  return [...characters.slice(0, beginning), ...characters.slice(-end)].join('')
}

/** The extension says of which kind a file is, so it is kept. */
function shortened(name: string): string {
  const characters = Array.from(name)
  if (characters.length <= MOST_CHARS) return name
  const dot = characters.lastIndexOf('.')
  const extension = dot > 0 && characters.length - dot <= LONGEST_EXTENSION ? characters.slice(dot) : []
  return [...characters.slice(0, MOST_CHARS - extension.length), ...extension].join('')
}
