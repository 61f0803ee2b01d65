import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { trimReply } from '@tubepost/mail'
import { type ContentReader, heldMail } from '@tubepost/parser/testing'
import { readRows, share } from './corpora.ts'

interface Row {
  path: string
  kind: string
  expected: string | string[]
  match: string
  source: string
}

/** Rows that give the person's own words, as texts, whole mails, or HTML. */
const KINDS = new Set(['text', 'eml', 'html'])

/**
 * How well `trimReply` does on `sets/reply`, by the library that the expectations come from, because these contradict
 * one another: a signature without its mark stays in some and is removed in others, and so are quotations between
 * answers. White space and Markdown's stars do not count.
 */
export async function scoreReplies(corpora: string, reader: ContentReader): Promise<void> {
  const rows = readRows<Row>(corpora, 'reply').filter(({ kind }) => KINDS.has(kind))
  const counts = new Map<string, { right: number; total: number }>()
  const misses: string[] = []
  for (const row of rows) {
    const raw = readFileSync(join(corpora, row.path))
    const text = await textOf(row.kind, raw, reader)
    const right = fits(trimReply(text), await expectedOf(row, reader))
    const source = `${row.source.split(' ')[0]} (${row.kind})`
    const count = counts.get(source) ?? { right: 0, total: 0 }
    counts.set(source, { right: count.right + (right ? 1 : 0), total: count.total + 1 })
    if (!right) misses.push(`miss reply ${row.path}`)
  }
  console.log('\nreplies trimmed as the library expects')
  for (const [source, { right, total }] of counts) console.log(`  ${source.padEnd(36)} ${share(right, total)}`)
  const all = [...counts.values()].reduce((sum, { right }) => sum + right, 0)
  console.log(`reply         ${share(all, rows.length)}`)
  for (const line of misses) console.log(line)
}

async function textOf(kind: string, raw: Buffer, reader: ContentReader): Promise<string> {
  if (kind === 'text') return raw.toString('utf8')
  const mail = kind === 'eml' ? raw : Buffer.concat([Buffer.from('Content-Type: text/html; charset=utf-8\n\n'), raw])
  const read = await reader.read(heldMail(mail))
  return 'content' in read ? (read.content.text ?? '') : ''
}

/** Mailspring's expectations are HTML; the visible part of it counts. */
async function expectedOf({ kind, match, expected }: Row, reader: ContentReader): Promise<string | string[]> {
  const isHtml = kind === 'html' && match === 'text-equal' && typeof expected === 'string'
  return isHtml ? textOf(kind, Buffer.from(expected), reader) : expected
}

function fits(reply: string, expected: string | string[]): boolean {
  if (Array.isArray(expected)) return expected.every((pattern) => new RegExp(pattern, 'm').test(reply))
  return squeezed(reply) === squeezed(expected)
}

function squeezed(text: string): string {
  return text.replace(/[\s*]+/g, '')
}
