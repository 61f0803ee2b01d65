/** Mails of people, machines and attackers, and the expected outcome of each. */

/** One mail, its recipients, and its expected outcome. */
interface BadMail {
  what: string
  raw: string
  to?: readonly string[]
  outcome: string
  reason: string | null
  /** Whether its sender gets an error mail. */
  reply?: boolean
}

// Without it error mails would be held after the second within an hour.
const VOUCHED_FOR = 'Authentication-Results: mx.example.com; dmarc=pass header.from=example.com'
let number = 0
/** A mail with a Message-ID of its own. */
export const mail = (lines: readonly string[], body = 'The body.\r\n'): string =>
  [
    ...(lines.some((line) => line.startsWith('Authentication-Results:')) ? [] : [VOUCHED_FOR]),
    ...lines,
    `Message-ID: <bad-${++number}@example.com>`,
    '',
    body,
  ].join('\r\n')
export const ANA = 'From: Ana <ana@example.com>'

export const BAD_MAILS: readonly BadMail[] = [
  {
    what: 'an unknown status',
    raw: mail([ANA, 'Subject: Oot 30m']),
    outcome: 'rejected',
    reason: 'no_status',
    reply: true,
  },
  { what: 'an empty subject', raw: mail([ANA, 'Subject: ']), outcome: 'rejected', reason: 'empty', reply: true },
  { what: 'no subject', raw: mail([ANA]), outcome: 'rejected', reason: 'empty', reply: true },
  { what: 'a forward', raw: mail([ANA, 'Subject: Fwd: Out']), outcome: 'rejected', reason: 'forwarded', reply: true },
  {
    what: 'a missing time',
    raw: mail([ANA, 'Subject: Vacation']),
    outcome: 'rejected',
    reason: 'due_required',
    reply: true,
  },
  {
    what: 'two From headers',
    raw: mail([ANA, 'From: Ben <ben@example.com>', 'Subject: Out']),
    outcome: 'rejected',
    reason: 'from_ambiguous',
  },
  {
    what: 'two addresses in From',
    raw: mail(['From: ana@example.com, ben@example.com', 'Subject: Out']),
    outcome: 'rejected',
    reason: 'from_ambiguous',
  },
  {
    what: 'group syntax in From',
    raw: mail(['From: Team: ana@example.com, ben@example.com;', 'Subject: Out']),
    outcome: 'rejected',
    reason: 'from_ambiguous',
  },
  { what: 'From missing', raw: mail(['Subject: Out']), outcome: 'rejected', reason: 'from_missing' },
  {
    what: 'an address made of an encoded-word',
    raw: mail(['From: =?utf-8?q?ana=40example=2Ecom?=', 'Subject: Out']),
    outcome: 'rejected',
    reason: 'from_missing',
  },
  {
    what: '8-bit garbage in the subject',
    raw: mail([ANA, 'Subject: \xff\xfe\x80\x81 Out \xe9']),
    outcome: 'rejected',
    reason: 'no_status',
    reply: true,
  },
  {
    what: '8-bit garbage in the comment',
    raw: mail([ANA, 'Subject: Out 30m \xff\xfe\xe9']),
    outcome: 'applied',
    reason: null,
  },
  { what: 'NUL in the subject', raw: mail([ANA, 'Subject: O\0ut 30m nul\0l']), outcome: 'applied', reason: null },
  {
    what: 'NUL in a header and the body',
    raw: mail([ANA, 'X-\0: \0', 'Subject: Out'], 'a\0b\r\n'),
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'header injection through an encoded subject',
    raw: mail([ANA, 'Subject: =?utf-8?q?Oot=0d=0aBcc:_x@evil.example?=']),
    outcome: 'rejected',
    reason: 'no_status',
    reply: true,
  },
  {
    what: 'header injection through an encoded name and Message-ID',
    raw: `From: =?utf-8?q?Ana=0d=0aBcc:_x@evil.example?= <ana@example.com>\r\nSubject: =?utf-8?b?${Buffer.from('Oot\r\nX-Injected: 1').toString('base64')}?=\r\nMessage-ID: <bad-injected@example.com>\r\nReferences: <a@b>\r Bcc: x@evil.example\r\n\r\nx\r\n`,
    outcome: 'rejected',
    reason: 'no_status',
    reply: true,
  },
  {
    what: 'a subject of 10 kB',
    raw: mail([ANA, `Subject: Out 30m ${'x'.repeat(10_000)}`]),
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'a subject of 10 kB that is no status',
    raw: mail([ANA, `Subject: ${'Oot '.repeat(2_500)}`]),
    outcome: 'rejected',
    reason: 'no_status',
    reply: true,
  },
  { what: 'an empty mail', raw: '\r\n', outcome: 'rejected', reason: 'from_missing' },
  { what: 'a mail of one blank', raw: ' \r\n', outcome: 'rejected', reason: 'from_missing' },
  {
    what: 'no Date and no Message-ID',
    raw: `${ANA}\r\nSubject: Out 45m anonymous\r\n\r\nx\r\n`,
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'a Date in 1970',
    raw: mail([ANA, 'Date: Thu, 01 Jan 1970 00:00:00 +0000', 'Subject: Out 1970']),
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'a Date in 2090',
    raw: mail([ANA, 'Date: Sun, 01 Jan 2090 00:00:00 +0000', 'Subject: Out 2090']),
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'a Date that is none',
    raw: mail([ANA, 'Date: yesterday, perhaps', 'Subject: Out dateless']),
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'header names of objects’ own properties',
    raw: mail(['__proto__: x', 'constructor: y', 'toString: z', 'hasOwnProperty: 1', ANA, 'Subject: Out proto']),
    outcome: 'applied',
    reason: null,
  },
  {
    what: 'a subject like an object’s property',
    raw: mail([ANA, 'Subject: __proto__ constructor']),
    outcome: 'rejected',
    reason: 'no_status',
    reply: true,
  },
  {
    what: 'a stranger',
    raw: mail(['From: nobody@example.org', 'Subject: Out']),
    outcome: 'ignored',
    reason: 'unknown_sender',
  },
  {
    what: 'a stranger where they are quarantined',
    raw: mail(['From: nobody@example.org', 'Subject: Out']),
    to: ['second@example.com'],
    outcome: 'ignored',
    reason: 'quarantined',
  },
  {
    what: 'a sender whom the trusted server refused',
    raw: mail(['Authentication-Results: mx.example.com; dmarc=fail header.from=example.com', ANA, 'Subject: Out']),
    outcome: 'rejected',
    reason: 'trust_too_low',
  },
  {
    what: 'a machine',
    raw: mail([ANA, 'Auto-Submitted: auto-replied', 'Subject: Oot']),
    outcome: 'ignored',
    reason: 'automatic',
  },
  {
    what: 'ourselves',
    raw: mail(['From: status@example.com', 'Subject: Oot']),
    outcome: 'ignored',
    reason: 'automatic',
  },
  {
    what: 'a plus address',
    raw: mail([ANA, 'To: status+phone@example.com', 'Subject: Out by plus']),
    to: ['status+phone@example.com'],
    outcome: 'applied',
    reason: null,
  },
]
