import { wellFormed } from './well-formed.ts'

/** Well within the limit of file systems (255 bytes), in characters of up to three bytes. */
const MOST_CHARS = 80
const LONGEST_EXTENSION = 16

/**
 * An attachment's name as it may be shown and saved (RELIABILITY S12): one line, no path, none of the characters that
 * a file system or a shell treats specially, and none that reverses the order of letters (`gpj.exe` as `exe.jpg`).
 * Null where nothing is left.
 */
export function safeFileName(name: string): string | null {
  const visible = wellFormed(name)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
  const last = visible.slice(Math.max(visible.lastIndexOf('/'), visible.lastIndexOf('\\')) + 1)
  const clean = last
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    // A name of dots is a folder, one that begins with a dot is hidden, and Windows drops dots at the end.
    .replace(/^[. ]+|(?<![. ])[. ]+$/g, '')
  if (clean === '') return null
  return shortened(RESERVED.test(clean) ? `_${clean}` : clean)
}

/** Devices of Windows, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** The extension says of which kind a file is, so it is kept. */
function shortened(name: string): string {
  const characters = Array.from(name)
  if (characters.length <= MOST_CHARS) return name
  const dot = characters.lastIndexOf('.')
  const extension = dot > 0 && characters.length - dot <= LONGEST_EXTENSION ? characters.slice(dot) : []
  return [...characters.slice(0, MOST_CHARS - extension.length), ...extension].join('')
}
