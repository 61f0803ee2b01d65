/**
 * Where an HTML begins to nest deeper than `most` elements; its length where it does not. One linear pass: readers of
 * HTML take time by the square of the depth. Counts as they do: a start tag opens an element, an end tag closes down
 * to the nearest open one of its name, and is nothing where none is open.
 */
export function tooDeepFrom(html: string, most: number): number {
  const open: string[] = []
  const counts = new Map<string, number>()
  let next: number
  for (let at = html.indexOf('<'); at !== -1; at = next) {
    const closes = html[at + 1] === '/'
    const name = nameAt(html, closes ? at + 2 : at + 1)
    next = endOfTag(html, at, name)
    if (name === '' || NEVER_NESTS.has(name)) continue
    if (!closes) {
      open.push(name)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      if (open.length > most) return at
    } else if ((counts.get(name) ?? 0) > 0) {
      for (let closed: string | undefined; closed !== name; ) {
        closed = open.pop()
        if (closed === undefined) break
        counts.set(closed, (counts.get(closed) ?? 1) - 1)
      }
    }
  }
  return html.length
}

/** Without content, or closed by the next of their kind: a long table without end tags is not deep. */
const NEVER_NESTS: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead tbody tfoot rt rp'.split(
    ' ',
  ),
)
/** In them a `<` is text. */
const RAW: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title'])
// The longest element has ten letters.
const NAME = /[a-z][a-z0-9:-]{0,19}/iy

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
