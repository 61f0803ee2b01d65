/**
 * Text of a mail whose sender nobody vouches for, as an answer may repeat it: short, and without a link that a mail program
 * would make clickable. Whoever forges a From chooses these words, and the person who is answered gets them.
 */
export function harmlessText(text: string): string {
  const broken = text
    .replace(/:(?=\/\/)/g, '[:]')
    .replace(DOT, '[.]')
    .replace(/(?<=\S)[@＠﹫](?=\S)/g, '[at]')
  const characters = [...broken]
  return characters.length <= ECHO_CHARS ? broken : `${characters.slice(0, ECHO_CHARS - 1).join('')}…`
}

/** The values of a model that repeat the answered mail, made harmless. */
export function harmlessModel(model: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(model).map(([name, value]) => [
      name,
      ECHOES.has(name) && typeof value === 'string' ? harmlessText(value) : value,
    ]),
  )
}

// The dots of names in any script (UTS 46), and those that become one when a text is normalised; signs that nobody sees, and
// marks on letters, may stand beside it. A time, 9.30, has none of these.
const DOT = /(?<=\S|\ufeff)[.。．｡․﹒](?=[\p{M}\p{Cf}]*\p{L})/gu

const ECHOES: ReadonlySet<string> = new Set(['subject', 'comment'])
// Enough to know one's own subject again, too little for a message.
const ECHO_CHARS = 80
