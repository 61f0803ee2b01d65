/**
 * Where an HTML begins to nest deeper than `most` elements; its length where it does not. One linear pass: readers of
 * HTML take time by the square of the depth. Counts as htmlparser2 does: a start tag closes those on top that it
 * implies the end of, and opens an element; an end tag closes down to the nearest open one of its name, and is nothing
 * where none is open.
 */
export function tooDeepFrom(html: string, most: number): number {
  const open: string[] = []
  const counts = new Map<string, number>()
  const closeTop = (): string | undefined => {
    const closed = open.pop()
    if (closed !== undefined) counts.set(closed, (counts.get(closed) ?? 1) - 1)
    return closed
  }
  let next: number
  for (let at = html.indexOf('<'); at !== -1; at = next) {
    const closes = html[at + 1] === '/'
    const name = nameAt(html, closes ? at + 2 : at + 1)
    next = endOfTag(html, at, name)
    if (name === '') continue
    if (!closes) {
      const implied = IMPLIED_ENDS.get(name)
      while (implied?.has(open.at(-1) ?? '')) closeTop()
      if (VOID.has(name)) continue
      open.push(name)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      if (open.length > most) return at
    } else if ((counts.get(name) ?? 0) > 0) {
      while (closeTop() !== name);
    }
  }
  return html.length
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Without content, as htmlparser2 lists them. */
const VOID = words(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr',
)

/**
 * Start tags, and the elements that each closes as long as one of them is on top: `openImpliesClose` of htmlparser2. A
 * long table without end tags is not deep. Two kinds in turn, as `<li><p>`, never close each other.
 */
const IMPLIED_ENDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [
    ['tr', 'tr th td'],
    ['th', 'th'],
    ['td', 'thead th td'],
    ['tbody tfoot', 'thead tbody'],
    ['body', 'head link script'],
    ['li', 'li'],
    ['dd dt', 'dd dt'],
    ['rt rp', 'rt rp'],
    ['option', 'option'],
    ['optgroup', 'optgroup option'],
    ['select input output button datalist textarea', 'input option optgroup select button datalist textarea'],
    ['p h1 h2 h3 h4 h5 h6 address article aside blockquote details div dl fieldset figcaption figure footer', 'p'],
    ['form header hr main nav ol pre section table ul', 'p'],
  ].flatMap(([tags = '', ended = '']) => Array.from(words(tags), (tag) => [tag, words(ended)] as const)),
)
/** In them a `<` is text. */
const RAW: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title'])
// As far as htmlparser2 reads it: `p_` is another element than `p`.
const NAME = /[a-z][^\s/>]*/iy

function nameAt(html: string, at: number): string {
  NAME.lastIndex = at
  return NAME.exec(html)?.[0].toLowerCase() ?? ''
}

/** The next `<` behind the tag, the comment or the raw text that begins here; -1 where there is none. */
function endOfTag(html: string, at: number, name: string): number {
  if (html.startsWith('<!--', at)) return after(html, '-->', at + 4)
  if (name === '') return html.indexOf('<', at + 1)
  if (RAW.has(name) && html[at + 1] !== '/') return html.indexOf(`</`, at + 1)
  return after(html, '>', at)
}

function after(html: string, end: string, from: number): number {
  const found = html.indexOf(end, from)
  return found === -1 ? -1 : html.indexOf('<', found + end.length)
}
