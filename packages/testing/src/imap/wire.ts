/** IMAP's syntax as far as clients use it: RFC 9051 §4 and §9. */

/** A parenthesised list is an array. Atoms, quoted strings and literals are all text here. */
export type Token = string | Token[]

/** Reads the words of a command. `literals` are those that its lines announced, in order. */
export function readTokens(line: string, literals: readonly Buffer[]): Token[] {
  const rest = [...literals]
  const top: Token[] = []
  const open: Token[][] = [top]
  let at = 0
  while (at < line.length) {
    const char = line[at]
    if (char === ' ') at++
    else if (char === '(') {
      const list: Token[] = []
      open.at(-1)?.push(list)
      open.push(list)
      at++
    } else if (char === ')') {
      open.pop()
      at++
    } else {
      const { token, next } = readWord(line, at, rest)
      open.at(-1)?.push(token)
      at = next
    }
  }
  return top
}

function readWord(line: string, start: number, literals: Buffer[]): { token: string; next: number } {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(line.slice(start))
  if (quoted !== null) return { token: (quoted[1] ?? '').replace(/\\(.)/g, '$1'), next: start + quoted[0].length }
  const literal = /^\{\d+\+?\}/.exec(line.slice(start))
  if (literal !== null) return { token: literals.shift()?.toString('latin1') ?? '', next: start + literal[0].length }
  // A section may hold blanks and lists: BODY.PEEK[HEADER.FIELDS (Date From)]<0.100>
  const atom = /^(?:[^\s()[\]]+(?:\[[^\]]*\](?:<[\d.]+>)?)?|\S)/.exec(line.slice(start))
  const token = atom?.[0] ?? line.slice(start)
  return { token, next: start + token.length }
}

/** `2:4,7,9:*` as a test of numbers; `last` is what `*` stands for (RFC 9051 §9, seq-range: either order). */
export function inSet(set: string, last: number): (n: number) => boolean {
  const ranges = set.split(',').map((part) => {
    const [a = 0, b = a] = part.split(':').map((end) => (end === '*' ? last : Number(end)))
    return [Math.min(a, b), Math.max(a, b)] as const
  })
  return (n) => ranges.some(([low, high]) => n >= low && n <= high)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `"15-Aug-2014 09:00:00 +0000"` */
export function dateTime(date: Date): string {
  const [day, time] = date.toISOString().split('T')
  const [year, month, dayOfMonth] = (day ?? '').split('-')
  return `"${dayOfMonth}-${MONTHS[Number(month) - 1]}-${year} ${time?.slice(0, 8)} +0000"`
}

export function readDateTime(text: string): Date {
  return new Date(text.replaceAll('-', ' ').replace(/ (\d{4}) 0*/, ' $1 '))
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** A LIST pattern: `*` is anything, `%` anything up to the separator. */
export function matchesPattern(name: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('%', '[^/]*')
  return new RegExp(`^${expression}$`, 'i').test(name)
}
