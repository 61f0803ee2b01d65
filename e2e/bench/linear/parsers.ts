/**
 * Every parser of ours that a stranger's bytes reach, and the shapes that hurt it most. A new parser is a line here:
 * `npm run bench -- linear` feeds it each of its shapes, of one length and of twice that length.
 */
import { readHtml } from '@tubepost/case/testing'
import { readStatusSubject } from '@tubepost/grammar'
import { readOverSmtp, readQuotedPath } from '@tubepost/fetcher/testing'
import {
  decodeHeaderText,
  headerSafe,
  judge,
  mailTime,
  parseHeaderBlock,
  parseMailboxes,
  readBodyFacts,
  readMessageIds,
  readOwnMessageId,
  readSender,
  readStructuredValue,
  readTrust,
  recipients,
  safeFileName,
  trimReply,
} from '@tubepost/mail'
import { scanStructure } from '@tubepost/parser/testing'

export interface Parser {
  readonly name: string
  /** The longest input, in characters, that it does not cut off; half of it is the shorter one. */
  readonly most: number
  /** Pieces of text, of each of which as many are put in a row as fill the length. */
  readonly shapes: readonly string[]
  /** Put before and behind the pieces. */
  readonly frame?: readonly [before: string, behind: string]
  readonly read: (text: string) => unknown
}

const FIELD = 64_000
// Where a parser makes many small values: more of them would outgrow the young part of the heap, and moving them would
// be measured instead.
const MANY_VALUES = 16_000
const BLOCK = 250_000
const MAIL = 2_000_000

const KEYS = [Buffer.alloc(32)]
const CONTEXT = {
  envelopeFrom: '',
  ownAddresses: new Set(['us@example.com']),
  ownReplyOf: (id: string) => readOwnMessageId(KEYS, id),
}
const judgeBlock = (block: string) => judge(parseHeaderBlock(block), CONTEXT)
const REPORT = parseHeaderBlock('Content-Type: multipart/report; boundary=b\n')
const judgeBody = (body: string) => judge(REPORT, { ...CONTEXT, bodyFacts: readBodyFacts(REPORT, body) })
const trustBlock = (block: string) =>
  readTrust(parseHeaderBlock(block), 'ann@example.com', { authservId: 'mx', hops: 20, writesRun: true })
const STATUSES = [
  { id: 'out', name: 'Out', aliases: ['O'], due: 'optional' as const },
  { id: 'ooo', name: 'Out of Office', aliases: ['OOO'], due: 'optional' as const },
]
const subject = (text: string) =>
  readStatusSubject(text, {
    statuses: STATUSES,
    sentAt: '2014-08-15T19:00:00Z',
    timeZone: 'America/New_York',
    locale: 'en-US',
    defaultReturn: '17:00',
    endOfDay: '17:00',
    caseSensitive: false,
    pastDate: 'shift',
  })

const html = (mail: string) => {
  const reading = readHtml({ files: [], remote: false })
  reading.read(Buffer.from(mail, 'latin1'))
  return reading.end()
}

export const PARSERS: readonly Parser[] = [
  {
    name: 'SMTP data, as the network gives it',
    most: MAIL,
    shapes: ['..\r\n', '..:\r\n', '\r\n', '.\n', 'x'],
    frame: ['', '\r\n.\r\n'],
    read: (text) => readOverSmtp(Buffer.from(text, 'latin1'), 65_536),
  },
  {
    name: 'SMTP data, a few bytes at a time',
    most: BLOCK,
    shapes: ['..:\r\n', 'a: b\r\n'],
    frame: ['', '\r\n.\r\n'],
    read: (text) => readOverSmtp(Buffer.from(text, 'latin1'), 3),
  },
  {
    name: 'SMTP command with a quoted local part',
    most: FIELD,
    shapes: ['\\"', '@a:', ' '],
    frame: ['RCPT TO:<"', ''],
    read: readQuotedPath,
  },
  {
    name: 'header block',
    most: BLOCK,
    shapes: ['x\n'.repeat(1) + ' '.repeat(60) + '\n', 'x'.repeat(70) + '\n', `A:${' b'.repeat(40)}\n`, ':'],
    read: (text) => parseHeaderBlock(text),
  },
  {
    name: 'address list',
    most: MANY_VALUES,
    shapes: ['<', '"', '(', '\\', ',', 'a@b,', 'a:', '=?a?q?', '<@a,', 'a.', '[', '"a" ', '=?u?q?a?= <a@b>,'],
    read: parseMailboxes,
  },
  {
    name: 'sender',
    most: 8_000,
    shapes: ['"a" ', '(a)', 'a.'],
    frame: ['From: ', ' <a@b>\n'],
    read: (text) => readSender(parseHeaderBlock(text)),
  },
  {
    name: 'recipients',
    most: BLOCK,
    shapes: ['To: a@b, c@d, e@f\n', 'Delivered-To: <a@b>\n'],
    read: (text) => recipients(parseHeaderBlock(text), []),
  },
  {
    name: 'encoded words',
    most: FIELD,
    shapes: ['=?', '=?utf-8?q?a?= ', '=?utf-8?b?4pyT?= ', '=?a?q?', '=?iso-8859-1?q?=e4?= =?utf-8?q?=c3?= ', '\t'],
    read: decodeHeaderText,
  },
  {
    name: 'structured value',
    most: MANY_VALUES,
    shapes: ['(', ';', '"', '\\', ';a=b', ' ', '()'],
    read: readStructuredValue,
  },
  {
    name: 'message ids',
    most: FIELD,
    shapes: ['<', '<a@b>', ' ', '<a b', '>'],
    frame: ['<x', 'y'],
    read: readMessageIds,
  },
  {
    name: 'date',
    most: 200,
    shapes: [' ', '(', '1 '],
    frame: ['Mon, 1 Jan', ''],
    read: (text) => mailTime(text, '2026-01-01T00:00:00Z'),
  },
  {
    name: 'trust',
    most: FIELD,
    shapes: [' ', 'a', 'a=', '; dkim=pass header.d=', '(', '"', '.', ' ='],
    frame: ['Authentication-Results: mx; dkim=pass header.d=x', 'y\n'],
    read: trustBlock,
  },
  {
    name: 'class, by long fields',
    most: MANY_VALUES,
    shapes: [' ', '(', '<', '@', '<a@b>,', 'a '],
    frame: ['Return-Path: x', 'y\n'],
    read: judgeBlock,
  },
  {
    name: 'class, by many fields',
    most: BLOCK,
    shapes: [
      `Subject: complaint about message from ${'x'.repeat(30)}\nFrom: a${'b'.repeat(30)}@example.org\n`,
      `Content-Type: message/rfc822; x=${'y'.repeat(30)}\nFrom: noreply@${'b'.repeat(30)}.example\n`,
      `References: <${'a'.repeat(60)}@example.org>\nMessage-ID: <${'b'.repeat(40)}@x>\n`,
      `Received: from ${'a'.repeat(60)}\n`,
    ],
    read: judgeBlock,
  },
  {
    name: 'report parts',
    most: FIELD,
    shapes: [
      '\n--b\n',
      '--b',
      '\n',
      'Action: failed\n',
      'action \t',
      '\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n',
    ],
    read: judgeBody,
  },
  {
    name: 'own words of an answer',
    most: 1_000_000,
    shapes: ['> ', 'On ', 'From: x\n', '\n', 'On 1:00 <a@b> ', '_', '-- \n', ' ', 'Am 1.1.2012 schrieb ', '>\n\n'],
    read: trimReply,
  },
  { name: 'file name', most: FIELD, shapes: ['. ', '.', '/', 'a.', '\u202e'], frame: ['x', 'y'], read: safeFileName },
  { name: 'outgoing header text', most: FIELD, shapes: [' ', 'a', '\u202e'], read: headerSafe },
  {
    name: 'structure of a whole mail',
    most: MAIL,
    shapes: ['\n', '--b\n', '--b\n\n', 'a: b\n', ' ', '--', 'x'.repeat(70) + '\n'],
    frame: ['Content-Type: multipart/mixed; boundary=b\n\n', ''],
    read: (text) => scanStructure(Buffer.from(text, 'latin1')),
  },
  {
    name: 'HTML of a mail',
    most: BLOCK,
    shapes: [
      ...[
        '<',
        '&',
        '"',
        '<a ',
        '<!--',
        '<![',
        '<b>',
        '</b>',
        '<b><i></b>',
        '<p>x',
        '<table><tr><td>',
        '<iframe>',
        '<noscript>',
      ],
      ...[
        '<i style="color:red">x</i>',
        '<i style="(;rgb(">x</i>',
        '<a href="http://x/?&">x</a>',
        '<img src="//x">',
        '<svg><style>',
      ],
    ],
    frame: ['Content-Type: text/html\n\n', ''],
    read: html,
  },
  {
    name: 'status subject',
    most: 4_000,
    shapes: ['Out ', '1', 'Re: ', 'until ', '(', '. '],
    frame: ['Out ', ''],
    read: subject,
  },
]
