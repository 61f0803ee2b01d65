import { type Static, Type } from 'typebox'
import { exampleOf, form, OrNull } from './form.ts'
import { Due, Time } from './values.ts'
import { TRUST_LEVELS } from './vocabulary.ts'

const Span = Type.Object(
  { start: Type.Integer(), end: Type.Integer() },
  { description: 'A part of the subject, in UTF-16 units; the end is behind it.' },
)

export const Reading = form(
  'What a subject was understood to say.',
  {
    subject: Type.String({
      description: 'As it was read: decoded, without control characters, cut. Spans count in it.',
    }),
    status: OrNull(Type.String(), 'Name of the status; null where there is none.'),
    dueBack: OrNull(Time('When the person is back.')),
    comment: OrNull(Type.String()),
    warnings: Type.Array(Type.String(), { description: 'Codes of what was read with doubt, such as far_date.' }),
    error: OrNull(
      Type.Object({
        code: Type.Enum(['empty', 'no_status', 'forwarded', 'due_required', 'past_date'] as const),
        suggestions: Type.Array(Type.String(), { description: 'Names of the closest statuses, best first.' }),
      }),
      'Why it sets no status; null where it sets one.',
    ),
    spans: Type.Object({ status: OrNull(Span), due: OrNull(Span), comment: Type.Array(Span) }),
    canonical: OrNull(Type.String(), 'The same said plainly, as a subject; null where there is an error.'),
  },
  {
    subject: 'Out 30m',
    status: 'Out',
    dueBack: '2014-08-15T16:42:03-04:00',
    comment: null,
    warnings: [],
    error: null,
    spans: { status: { start: 0, end: 3 }, due: { start: 4, end: 7 }, comment: [] },
    canonical: 'Out 15-Aug-2014 16:42',
  },
)
export type Reading = Static<typeof Reading>

export const DryRunReading = form(
  'How a subject would be read. Nothing was changed.',
  { reading: Reading },
  { reading: exampleOf(Reading) },
)
export type DryRunReading = Static<typeof DryRunReading>

const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

/** A subject, and all that its reading depends on; without the latter it is read as if it came now to the organisation. */
export const SubjectRun = Type.Object(
  {
    subject: Type.String(),
    sentAt: Type.Optional(Type.String({ format: 'date-time' })),
    timeZone: Type.Optional(Type.String()),
    locale: Type.Optional(Type.String()),
    statuses: Type.Optional(
      Type.Array(
        Type.Object({
          name: Type.String({ minLength: 1 }),
          aliases: Type.Array(Type.String()),
          due: Type.Optional(Due),
        }),
      ),
    ),
    defaultReturn: Type.Optional(Clock),
    endOfDay: Type.Optional(Clock),
    subjectTags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: 50 })),
  },
  {
    description: 'A subject to read; what is left out is that of the organisation, and now.',
    examples: [{ subject: 'Out 30m', timeZone: 'America/New_York' }],
  },
)
export type SubjectRun = Static<typeof SubjectRun>

export const DryRunPlace = Type.Object(
  { mailbox: Type.Optional(Type.String({ maxLength: 40, description: 'id of the mailbox that judges the mail' })) },
  { description: 'For a mail: where it came to.', examples: [{ mailbox: 'status' }], additionalProperties: false },
)
export type DryRunPlace = Static<typeof DryRunPlace>

const MailClass = Type.Enum(
  [
    'normal',
    'unknown',
    'bulk',
    'auto-reply',
    'vacation',
    'bounce',
    'dsn-delayed',
    'dsn-success',
    'mdn',
    'calendar',
    'reaction',
    'feedback-report',
    'challenge-response',
    'loop',
  ] as const,
  { description: 'Who wrote the mail: normal for a person, unknown where its header was not read whole.' },
)

export const Decision = form(
  'A step on the way to what becomes of a mail.',
  {
    step: Type.Enum(['class', 'route', 'sender', 'trust', 'reading', 'settlement'] as const),
    verdict: Type.String(),
    reason: Type.String({ description: 'Why, in a sentence.' }),
  },
  {
    step: 'class',
    verdict: 'normal',
    reason: 'No field of the mail says that a machine or a list sent it.',
  },
)
export type Decision = Static<typeof Decision>

const Ids = (description: string) => Type.Array(Type.String(), { description })

const ThreadCandidates = form(
  'Where a mail may belong. The case service decides.',
  {
    references: Ids('Message-IDs of References and In-Reply-To, oldest first, with angle brackets.'),
    ours: Ids('Ids of our replies among them.'),
    tags: Ids('Numbers of cases in the subject.'),
    numbers: Ids('Numbers of cases among the recipients.'),
  },
  { references: ['<1@customer.example>'], ours: [], tags: ['CASE-1042'], numbers: [] },
)

const StatusIntent = Type.Object(
  { name: Type.Literal('intent.status.set'), ...Reading.properties },
  { description: 'Of a mail to the board.' },
)
const CaseIntent = Type.Object(
  {
    name: Type.Literal('intent.case.message'),
    object: Type.String({ description: 'What the mail opens where it belongs to none.' }),
    defaults: Type.Record(Type.String(), Type.String(), { description: 'Values of what it opens, of its route.' }),
    from: Type.String({ description: 'Address that an answer goes to.' }),
    subject: Type.String(),
    thread: ThreadCandidates,
  },
  { description: 'Of a mail to a mailbox for cases.' },
)

/** The fields from `sender` on come where a mailbox was named. */
export const DryRunMail = form(
  'How a mail would be judged; with a mailbox, what would become of it. Nothing was changed.',
  {
    class: MailClass,
    mayReply: Type.Boolean({ description: 'Whether it may have an automatic reply.' }),
    evidence: Type.Array(
      Type.Object({
        rule: Type.String(),
        header: Type.String(),
        value: Type.String({ description: 'The value in the mail, shortened.' }),
      }),
      { description: 'What decided the class.' },
    ),
    subject: Type.String(),
    from: Type.Array(Type.Object({ name: OrNull(Type.String()), address: Type.String() })),
    text: OrNull(Type.String(), 'The text of the mail.'),
    reply: OrNull(Type.String(), 'The text without quotations and signature.'),
    attachments: Type.Array(
      Type.Object({
        name: OrNull(Type.String()),
        mediaType: Type.String(),
        size: Type.Integer({ description: 'Bytes.' }),
      }),
    ),
    unread: OrNull(
      Type.Object({
        limit: OrNull(Type.String(), 'The limit that the mail breaks; null where it is unreadable.'),
        message: Type.String(),
      }),
      'Why there is no text.',
    ),
    sender: Type.Optional(
      OrNull(
        Type.Object({
          person: Type.String({ description: 'Id of the person.' }),
          trust: OrNull(
            Type.Object({
              level: Type.Enum(TRUST_LEVELS),
              evidence: Type.String(),
            }),
          ),
        }),
        'Null where the sender is nobody of the directory.',
      ),
    ),
    route: Type.Optional(OrNull(Type.String(), 'What the mail is for; null where no route takes it.')),
    otherRoutes: Type.Optional(Type.Array(Type.Object({ recipient: Type.String(), to: Type.String() }))),
    intent: Type.Optional(
      OrNull(
        Type.Union([StatusIntent, CaseIntent]),
        'What would be asked of the service that the route is for; its name tells which fields there are.',
      ),
    ),
    settlement: Type.Optional(
      OrNull(
        Type.Object({ outcome: Type.String(), reason: Type.String(), text: Type.String() }),
        'How the parser would settle the mail; null where the service does that its route is for.',
      ),
    ),
    reading: Type.Optional(
      OrNull(Reading, 'Null where no status is read: the mail is settled before, or is for a case.'),
    ),
    decisions: Type.Array(Decision),
  },
  {
    class: 'normal',
    mayReply: true,
    evidence: [],
    subject: 'Out 30m',
    from: [{ name: 'Ana Example', address: 'ana@example.com' }],
    text: 'back soon\n',
    reply: 'back soon',
    attachments: [],
    unread: null,
    decisions: [exampleOf(Decision)],
  },
)
export type DryRunMail = Static<typeof DryRunMail>
