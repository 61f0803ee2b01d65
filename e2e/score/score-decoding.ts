import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHeaderText, parseHeaderBlock, parseMailboxes } from '@tubepost/mail'
import { type ContentReader, heldMail } from '@tubepost/parser/testing'
import { readRows, share } from './corpora.ts'

interface Row {
  path: string
  expected: {
    subject?: string | null
    from?: { name: string | null; address: string }[]
    from_email?: string
    from_name?: string
    text?: string
    n_attachments?: number
  }
  python_subject_agrees: boolean | null
}

/** The compared parts of a mail, and how many of them agree with the corpus. */
interface Count {
  right: number
  total: number
}

/** How well mails are decoded, on `sets/decode`: subject, sender, text, number of attachments. White space does not count. */
export async function scoreDecoding(corpora: string, reader: ContentReader): Promise<void> {
  const counts: Record<string, Count> = {}
  const misses: string[] = []
  const compare = (what: string, path: string, found: unknown, wanted: unknown): void => {
    const count = (counts[what] ??= { right: 0, total: 0 })
    count.total++
    if (found === wanted || (typeof found === 'string' && typeof wanted === 'string' && says(found, wanted)))
      count.right++
    else misses.push(`miss ${what} ${path}\n    found  ${shown(found)}\n    wanted ${shown(wanted)}`)
  }
  for (const { path, expected, python_subject_agrees: agrees } of readRows<Row>(corpora, 'decode')) {
    const raw = readFileSync(join(corpora, path))
    const headers = parseHeaderBlock(raw)
    const from = headers.all('from').flatMap((value) => parseMailboxes(value).mailboxes)
    const read = await reader.read(heldMail(raw))
    const subject = decodeHeaderText(headers.first('subject') ?? '')
    // Where two decoders disagree, only nonsense is wrong (corpora/README.md).
    if (agrees === false) compare('clean subject', path, /[\p{Cc}\p{Cs}]/u.test(subject), false)
    else if (typeof expected.subject === 'string')
      compare('subject', path, squeezed(subject), squeezed(expected.subject))
    const address = expected.from_email ?? (expected.from?.length === 1 ? expected.from[0]?.address : undefined)
    if (typeof address === 'string') compare('from', path, from[0]?.address.toLowerCase(), address.toLowerCase())
    const content = 'content' in read ? read.content : undefined
    if (expected.text !== undefined) compare('text', path, squeezed(content?.text ?? ''), squeezed(expected.text))
    if (expected.n_attachments !== undefined)
      compare('attachments', path, content?.files.length, expected.n_attachments)
  }
  console.log('\ndecoded as the corpora expect')
  for (const [what, { right, total }] of Object.entries(counts))
    console.log(`${what.padEnd(13)} ${share(right, total)}`)
  for (const line of misses) console.log(line)
}

/**
 * Some expectations have lost letters themselves (U+FFFD stands for each), and some hold only the first of several
 * text parts.
 */
function says(found: string, wanted: string): boolean {
  if (wanted === '' || (!wanted.includes('\ufffd') && !found.startsWith(wanted))) return false
  const pieces = wanted.split(/\ufffd+/).map((piece) => RegExp.escape(piece))
  return new RegExp(`^${pieces.join('.{0,4}')}`, 'su').test(found)
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '')
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 160) ?? 'nothing'
}
