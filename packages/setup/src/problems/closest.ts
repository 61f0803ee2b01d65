// A slip is a letter too many, too few, wrong, or swapped with the next. Three slips make another word.
const MOST_SLIPS = 2
// Longer words are no names of ours, and comparing them takes time.
const LONGEST_WORD = 60

/** Words that others use for a name of ours, folded: of mail programs, of other products, and of English. */
const OTHER_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['user', ['username', 'people']],
  ['users', ['people']],
  ['login', ['username']],
  ['account', ['username', 'mailboxes']],
  ['accounts', ['mailboxes']],
  ['pass', ['passwordFile', 'password']],
  ['pwd', ['passwordFile', 'password']],
  ['secret', ['passwordFile', 'password']],
  ['server', ['host', 'smtp']],
  ['hostname', ['host']],
  ['ssl', ['tls']],
  ['secure', ['tls']],
  ['security', ['tls']],
  ['sender', ['from']],
  ['email', ['addresses', 'address']],
  ['emails', ['addresses']],
  ['mail', ['addresses', 'address']],
  ['tz', ['timeZone']],
  ['zone', ['timeZone']],
  ['lang', ['locale']],
  ['language', ['locale']],
  ['company', ['organisation']],
  ['inbox', ['folder', 'mailboxes']],
  ['dir', ['path']],
  ['directory', ['path']],
  ['type', ['kind']],
  ['kind', ['type']],
  ['protocol', ['kind']],
  ['interval', ['pollInterval']],
  ['active', ['enabled']],
  ['disabled', ['enabled']],
  ['title', ['name']],
  ['nickname', ['aliases']],
])

/** The known word that was probably meant; undefined where none is close. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const folded = fold(word)
  let best: { name: string; slips: number } | undefined
  for (const name of known) {
    const slips = name === word ? 0 : slipsBetween(folded, fold(name))
    // `host` is not close to `port`: in a short word two slips are half of it.
    if (slips <= MOST_SLIPS && 2 * slips < name.length && slips < (best?.slips ?? Infinity)) best = { name, slips }
  }
  return best?.name ?? OTHER_WORDS.get(folded)?.find((name) => known.includes(name))
}

/** `markread`, `mark_read` and `mark-read` are written for `markRead`. */
const fold = (word: string): string => word.toLowerCase().replace(/[-_\s]/g, '')

/** Optimal string alignment distance. */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_SLIPS || a.length > LONGEST_WORD) return Infinity
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? Infinity
}
