import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  judge,
  mailTime,
  parseHeaderBlock,
  parseMailboxes,
  readBodyFacts,
  readSender,
  threadOf,
  trimReply,
} from '@tubepost/mail'
import { type ContentReader, heldMail } from '@tubepost/parser/testing'
import { findShared, share } from './corpora.ts'

/** The end of a row: as expected or not; undefined where only services tell. */
type Outcome = boolean | undefined
interface Judged {
  readonly row: string
  readonly outcome: Outcome
}

/** Rows in which we differ on purpose. */
const KNOWN: Readonly<Record<string, string>> = {
  'auto-reply 6: Message-ID: <1234@our.example>':
    'A Message-ID tells a mail of ours by its signature: its host alone is anybody’s to write.',
  'auto-reply 16: Message-ID: <1234@our.example>': 'As auto-reply 6.',
  'follow-up 6: joins (references searched: False)': 'References are always read; nothing turns that off.',
  'attachments 17: removed_attachments': 'Its two images are parts of no bytes: they are listed, with their size.',
  'text 31: paragraphs': 'The mail of 2021 has a letter other than the expectation of today.',
  'text 35: previous_replies': 'The rule above is one of Discourse’s own notifications, which a person may write too.',
}

/**
 * How far mails end as the tests of other products expect, for the rows that pure parts can tell: whether a mail may be
 * answered, which mail it answers, its text, files and sender.
 */
export async function scorePeers(corpora: string, reader: ContentReader): Promise<void> {
  const folder = findShared('peers')
  if (folder === undefined) throw new Error('No rows of other products: put shared/ beside the repository')
  const rowsOf = <Row>(name: string): Row[] => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Row[]
  const judged = [
    ...judgeAutoReplies(rowsOf('zammad-auto-reply.json')),
    ...judgeFollowUps(rowsOf('zammad-followup.json')),
    ...(await judgeDecisions(rowsOf('discourse-decisions.json'), corpora, reader)),
  ]
  const verdictOf = ({ row, outcome }: Judged): string =>
    outcome === undefined ? 'left' : outcome ? 'passed' : row in KNOWN ? 'known' : 'FAILED'
  for (const each of judged) {
    const verdict = verdictOf(each)
    const reason = verdict === 'known' ? ` ${KNOWN[each.row]}` : ''
    console.log(`${verdict.padEnd(6)} ${each.row}${reason}`)
  }
  const count = (verdict: string): number => judged.filter((each) => verdictOf(each) === verdict).length
  const told = judged.length - count('left')
  console.log(`\nas other products expect  ${share(count('passed'), told)}, known to differ ${count('known')}`)
  console.log(`left to the services      ${count('left')} of ${judged.length}`)
  if (count('FAILED') > 0) process.exitCode = 1
}

const HOST = 'our.example'

interface AutoReply {
  readonly raw: string
  readonly sendsAutoReply: boolean
}

function judgeAutoReplies(rows: readonly AutoReply[]): Judged[] {
  return rows.map(({ raw, sendsAutoReply }, at) => {
    const mail = Buffer.from(raw.replaceAll('#{fqdn}', HOST))
    const found = judge(parseHeaderBlock(mail), {
      envelopeFrom: undefined,
      ownAddresses: new Set(),
      bodyFacts: bodyFactsOf(mail),
    })
    const told = raw.startsWith('Return-Path') ? 'a vacation notice' : (fieldsOf(raw)[3] ?? 'a plain mail')
    const row = `auto-reply ${at + 1}: ${told.replaceAll('#{fqdn}', HOST)}`
    return { row, outcome: found.mayReply === sendsAutoReply }
  })
}

const fieldsOf = (raw: string): string[] => raw.slice(0, raw.indexOf('\n\n')).split('\n')

function bodyFactsOf(mail: Buffer) {
  const end = mail.indexOf('\n\n')
  return readBodyFacts(parseHeaderBlock(mail), end === -1 ? '' : mail.toString('latin1', end + 2))
}

interface FollowUp {
  readonly first: { readonly subject: string; readonly messageId: string }
  readonly second: { readonly subject: string; readonly references: string }
  readonly setting: string
  readonly expect: string
}

/** A changed subject is the policy’s to judge, and so the case service’s. */
function judgeFollowUps(rows: readonly FollowUp[]): Judged[] {
  return rows.map(({ first, second, setting, expect }, at) => {
    const fields = [`Subject: ${second.subject}`, `References: ${second.references}`]
    const { references } = threadOf(parseHeaderBlock(`${fields.join('\n')}\n\n`), [], { keys: [], domains: new Set() })
    const joins = references.includes(`<${first.messageId}>`)
    const outcome = expect.includes('subject changed') ? undefined : joins === (expect === 'joins')
    return { row: `follow-up ${at + 1}: ${joins ? 'joins' : 'new'} (${setting})`, outcome }
  })
}

interface Decision {
  readonly group: string
  readonly mails: readonly string[]
  readonly expect: string
}

async function judgeDecisions(rows: readonly Decision[], corpora: string, reader: ContentReader): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const [at, { group, mails, expect }] of rows.entries()) {
    const row = `${group} ${at + 1}: ${mails.join(', ')}`
    const paths = mails.map((name) => join(corpora, `discourse-2021/open/${name}.eml`))
    const [path = ''] = paths
    const isTold = paths.length === 1 && existsSync(path)
    judged.push({
      row,
      outcome: isTold ? await judgeDecision(group, mails[0] ?? '', expect, readFileSync(path), reader) : undefined,
    })
  }
  return judged
}

async function judgeDecision(
  group: string,
  name: string,
  expect: string,
  raw: Buffer,
  reader: ContentReader,
): Promise<Outcome> {
  const read = await reader.read(heldMail(raw))
  const content = 'content' in read ? read.content : undefined
  const files = content?.files ?? []
  const headers = parseHeaderBlock(raw)
  switch (group === 'text' ? group : name) {
    case 'text':
      return squeezed(trimReply(content?.text ?? '')) === squeezed(expect)
    case 'attached_rb_file':
      return files.length === 1
    case 'attached_txt_file':
      return files.some((file) => file.name === expect)
    case 'attached_eml_file':
      return files.length === 1 && files[0]?.mediaType === 'message/rfc822'
    case 'removed_attachments':
      return files.length === 0
    case 'inline_image':
    case 'apple_mail_attachment':
      return files.some(({ inline }) => inline)
    case 'invalid_from_2':
      return readSender(headers).kind !== 'one'
    case 'no_date':
      return mailTime(headers.first('date'), ARRIVED) === ARRIVED
    case 'unparsable_email_addresses':
      return (
        addressesIn(headers.all('to')) === 'foo@bar.com' &&
        addressesIn(headers.all('cc')) === 'bob@example.com carol@example.com'
      )
    default:
      return undefined
  }
}

const ARRIVED = '2026-11-25T12:00:00.000Z'
const addressesIn = (values: readonly string[]): string =>
  values.flatMap((value) => parseMailboxes(value).mailboxes.map(({ address }) => address)).join(' ')
/** Without white space, and without the marks of Markdown. */
const squeezed = (text: string): string => text.replace(/[\s*_>#]+/g, '')
