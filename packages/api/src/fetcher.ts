import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Count, Id, MailId, Outcome, Time } from './values.ts'
import {
  ACKS,
  BACKLOGS,
  CHANGED_SUBJECTS,
  CLOSED_CASES,
  FETCH_SCOPES,
  HANDLINGS,
  LEAST_TRUSTS,
  NEW_CASES,
  PAST_DATES,
  PRESETS,
  PRIORITIES,
  ROUTE_TARGETS,
  SOURCE_KINDS,
  TEST_STEPS,
  TLS_MODES,
  UNKNOWN_SENDERS,
} from './vocabulary.ts'

const After = (description: string) =>
  Type.Union([Type.Enum(HANDLINGS), Type.Object({ move: Type.String() })], {
    description,
  })

export const MailboxPolicy = form(
  'How a mailbox handles its mails, with every preset filled in; docs/presets.md explains each field.',
  {
    fetchScope: Type.Enum(FETCH_SCOPES, { description: 'Mails that are taken in.' }),
    backlog: Type.Enum(BACKLOGS, {
      description: 'Mails from before the mailbox was set up.',
    }),
    afterSuccess: After('Handling of a mail that was applied, or is a duplicate or automatic.'),
    afterFailure: After('Handling of any other mail.'),
    unknownSender: Type.Enum(UNKNOWN_SENDERS, {
      description: 'Mails of senders who are not in the directory.',
    }),
    ack: Type.Enum(ACKS, {
      description: 'Mails that are answered.',
    }),
    leastTrust: Type.Enum(LEAST_TRUSTS, {
      description: 'Lowest trust in the sender with which a mail is acted on.',
    }),
    replyCc: Type.Boolean(),
    caseSensitive: Type.Boolean(),
    pastDate: Type.Enum(PAST_DATES, { description: 'A full date in the past.' }),
    maxMailBytes: Type.Integer(),
    trustedAuthservId: Type.Union([Type.String(), Type.Object({ microsoft365: Type.Literal(true) }), Type.Null()]),
    trustedHops: Type.Integer(),
    trustedRun: Type.Boolean(),
    newCases: Type.Enum(NEW_CASES, { description: 'Mails that belong to no case.' }),
    closedCase: Type.Enum(CLOSED_CASES, { description: 'An answer to a closed case.' }),
    changedSubject: Type.Enum(CHANGED_SUBJECTS, { description: 'An answer with another subject.' }),
  },
  {
    fetchScope: 'unseen',
    backlog: 'ignore',
    afterSuccess: 'markRead',
    afterFailure: { move: 'Failed' },
    unknownSender: 'ignore',
    ack: 'errorsOnly',
    leastTrust: 'unverified',
    replyCc: false,
    caseSensitive: false,
    pastDate: 'shift',
    maxMailBytes: 52_428_800,
    trustedAuthservId: null,
    trustedHops: 0,
    trustedRun: false,
    newCases: 'allow',
    closedCase: 'reopen',
    changedSubject: 'follow',
  },
)
export type MailboxPolicy = Static<typeof MailboxPolicy>

export const Preset = form(
  'A preset: the policy of a mailbox that sets nothing of it itself.',
  {
    name: Type.Enum(PRESETS),
    policy: MailboxPolicy,
    failureFollows: Type.Boolean({
      description: 'afterFailure is what afterSuccess is, unless it is set itself.',
    }),
  },
  { name: 'officestatus', policy: exampleOf(MailboxPolicy), failureFollows: true },
)
export type Preset = Static<typeof Preset>

export const Presets = form(
  'The presets, for a mailbox whose mails set a status.',
  { presets: Type.Array(Preset) },
  { presets: [exampleOf(Preset)] },
)
export type Presets = Static<typeof Presets>

const PollIntervalMs = Type.Integer({ description: 'How often the folder is looked at, in milliseconds.' })

export const MailboxSource = Type.Union(
  [
    Type.Object({
      kind: Type.Literal('imap'),
      host: Type.String(),
      port: Type.Integer(),
      tls: Type.Enum(TLS_MODES),
      username: Type.String(),
      allowPrivateAddress: Type.Boolean(),
      tlsVerify: Type.Boolean(),
      folder: Type.String(),
      pollIntervalMs: PollIntervalMs,
    }),
    Type.Object({
      kind: Type.Literal('maildir'),
      path: Type.String(),
      folder: Type.String(),
      pollIntervalMs: PollIntervalMs,
    }),
    Type.Object({ kind: Type.Literal('smtp'), port: Type.Integer() }),
  ],
  {
    description: 'How the mailbox gets its mails, with every default filled in, and never a password.',
    examples: [{ kind: 'smtp', port: 2525 }],
  },
)
export type MailboxSource = Static<typeof MailboxSource>

export const Rescan = form(
  'A look for the mails of a time, and its result.',
  {
    since: Type.String({ description: 'A day: 2026-11-01.' }),
    alreadySeen: Type.Boolean({ description: 'Also mails that were passed over at the set-up or as read.' }),
    askedBy: Type.Enum(['operator', 'restore'] as const),
    requestedAt: Time('When it was asked for.'),
    finishedAt: OrNull(Time('When it ended.'), 'Null while it runs or waits.'),
    found: OrNull(Count('Messages of that time in the folder.'), 'Null until they are counted.'),
    taken: OrNull(Count('Those that were taken in so far, or begun anew.'), 'Null until they are counted.'),
    restoredTo: Type.Optional(Time('The time that the ledger was put back to, where a restore asked for it.')),
  },
  {
    since: '2026-11-01',
    alreadySeen: false,
    askedBy: 'operator',
    requestedAt: '2026-11-28T12:00:00.000Z',
    finishedAt: null,
    found: null,
    taken: null,
  },
)
export type Rescan = Static<typeof Rescan>

export const MailboxView = form(
  'A mailbox: its settings, and whether it is read.',
  {
    id: Id('Id of the mailbox.'),
    address: Type.String({ description: 'The address that people write to.' }),
    enabled: Type.Boolean(),
    kind: Type.Enum(SOURCE_KINDS, { description: 'Kind of its source.' }),
    policy: MailboxPolicy,
    routes: Type.Array(
      Type.Object({
        recipient: Type.String({ description: 'An exact address, or * for every mail.' }),
        to: Type.Enum(ROUTE_TARGETS),
        defaults: Type.Optional(
          Type.Object(
            { priority: Type.Optional(Type.Enum(PRIORITIES)) },
            { description: 'Values of the cases that its mails open.' },
          ),
        ),
      }),
      { description: 'The first that matches takes the mail.' },
    ),
    source: MailboxSource,
    preset: Type.Enum(PRESETS),
    effects: Type.Array(Type.String(), { description: 'What becomes of the mails, in sentences.' }),
    entry: Type.Record(Type.String(), Type.Unknown(), {
      description: 'As it was written, without presets, defaults and passwords: the form that a PUT takes.',
    }),
    declaredInFile: Type.Boolean({ description: 'Declared in tubepost.yaml, and changed only there.' }),
    hasPassword: Type.Boolean(),
    problem: OrNull(
      Type.Object({
        code: Type.String({ description: 'Stable: source/auth-failed.' }),
        message: Type.String({ description: 'For an administrator: what, where, and what to do.' }),
        at: Type.String({ description: 'Since when, ISO 8601 with its offset.' }),
      }),
      'Why the mailbox does not do all that it should; null where it does.',
    ),
    reading: Type.Boolean({ description: 'Whether its folder is open, or its port listens, now.' }),
    rescan: OrNull(Rescan, 'The latest one.'),
    waiting: Type.Object(
      {
        mails: Count('Mails that were taken in and have no outcome yet.'),
        oldestAt: OrNull(Time('When the oldest of them was taken in.'), 'Null where nothing waits.'),
      },
      { description: 'How far its mails are behind.' },
    ),
  },
  {
    id: 'status',
    address: 'status@example.com',
    enabled: true,
    kind: 'smtp',
    policy: exampleOf(MailboxPolicy),
    routes: [{ recipient: '*', to: 'status' }],
    source: { kind: 'smtp', port: 2525 },
    preset: 'officestatus',
    effects: ['Mails are handed over; none is kept in a mailbox.'],
    entry: {
      id: 'status',
      preset: 'officestatus',
      address: 'status@example.com',
      enabled: true,
      source: { kind: 'smtp', port: 2525 },
    },
    declaredInFile: true,
    hasPassword: false,
    problem: null,
    reading: true,
    rescan: null,
    waiting: { mails: 0, oldestAt: null },
  },
)
export type MailboxView = Static<typeof MailboxView>

export const Mailboxes = form(
  'All mailboxes, by their ids.',
  { mailboxes: Type.Array(MailboxView) },
  { mailboxes: [exampleOf(MailboxView)] },
)
export type Mailboxes = Static<typeof Mailboxes>

export const OneMailbox = form('A mailbox.', { mailbox: MailboxView }, { mailbox: exampleOf(MailboxView) })
export type OneMailbox = Static<typeof OneMailbox>

export const TestStep = form(
  'A step of a test, and how it went.',
  {
    step: Type.Enum(TEST_STEPS, {
      description: 'Up to trust: of a mailbox. connect, sender and mail: of the outgoing server.',
    }),
    ok: Type.Boolean(),
    detail: Type.String({ description: 'For an administrator: what was found, or what to do.' }),
    code: Type.Optional(
      Type.String({ description: 'Stable, of a step of a mailbox that failed: source/private-address.' }),
    ),
  },
  { step: 'login', ok: true, detail: 'The server lets status@example.com in.' },
)
export type TestStep = Static<typeof TestStep>

export const TestSteps = Type.Array(TestStep, {
  description: 'In the order in which they were taken; the last one failed, or all went well.',
  examples: [[exampleOf(TestStep)]],
})
export type TestSteps = Static<typeof TestSteps>

export const MailCount = form(
  'Messages of a folder.',
  {
    messages: Count('All of them.'),
    toHandle: Count('Those that would be handled if the mailbox were read now.'),
  },
  { messages: 120, toHandle: 3 },
)
export type MailCount = Static<typeof MailCount>

export const MailboxTest = form(
  'Whether a mailbox can be read, step by step; nothing was changed.',
  {
    ok: Type.Boolean(),
    steps: TestSteps,
    count: OrNull(MailCount, 'Null where the test did not get so far, or there is no folder.'),
    effects: Type.Array(Type.String(), { description: 'What becomes of the mails, in sentences.' }),
    trust: OrNull(
      Type.Object({
        authservId: Type.Union([Type.String(), Type.Object({ microsoft365: Type.Literal(true) })]),
        trustedHops: Type.Integer(),
        mails: Count('Mails that carry its verdict.'),
        of: Count('Mails that were looked at.'),
      }),
      'The server that judges the senders of the newest mails, as a policy names it; null where none does.',
    ),
  },
  {
    ok: true,
    steps: [exampleOf(TestStep)],
    count: exampleOf(MailCount),
    effects: ['Every mail is marked as read and stays where it is once it is handled.'],
    trust: { authservId: 'mx.example.com', trustedHops: 1, mails: 19, of: 20 },
  },
)
export type MailboxTest = Static<typeof MailboxTest>

export const TestEvent = Type.Union(
  [
    Type.Object(
      { step: TestStep },
      { description: 'A step that is done; one that is told again stands in its place.' },
    ),
    Type.Object({ test: MailboxTest }, { description: 'The last event: the whole answer.' }),
  ],
  { description: 'Data of an event of a test.', examples: [{ step: exampleOf(TestStep) }] },
)
export type TestEvent = Static<typeof TestEvent>

export const RescanWish = closedForm(
  'From when on the folder is looked through.',
  {
    since: Type.String({ description: 'a day, 2026-11-01, or an RFC 3339 time' }),
    alreadySeen: Type.Optional(
      Type.Boolean({ description: 'also mails that were passed over at the set-up or as read' }),
    ),
  },
  { since: '2026-11-01' },
)
export type RescanWish = Static<typeof RescanWish>

export const RescanAsked = form(
  'A rescan that begins soon.',
  { mailbox: Id('Id of the mailbox.'), rescan: Rescan },
  { mailbox: 'status', rescan: exampleOf(Rescan) },
)
export type RescanAsked = Static<typeof RescanAsked>

export const Requeued = form(
  'A mail that is handled anew.',
  { mailId: MailId, mailbox: Id('Id of the mailbox.'), round: Count('How often it was requeued.') },
  { mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11', mailbox: 'status', round: 1 },
)
export type Requeued = Static<typeof Requeued>

export const MailHeader = form(
  'The header block of a mail.',
  {
    mailId: MailId,
    header: OrNull(Type.String(), 'As it was received; null where the mail is older than the retention.'),
    cut: Type.Boolean({ description: 'It is longer than what is kept of it.' }),
  },
  {
    mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11',
    header: 'From: Ana <ana@example.com>\r\nSubject: Out 1d\r\n\r\n',
    cut: false,
  },
)
export type MailHeader = Static<typeof MailHeader>

export const Ledger = form(
  'The ledger as a book: how many mails stand in each state, with each outcome.',
  {
    counts: Type.Array(
      Type.Object({
        state: Type.Enum(['taken', 'published', 'settled', 'final', 'alarmed'] as const),
        outcome: OrNull(Outcome),
        mails: Count('Their number.'),
      }),
    ),
  },
  { counts: [{ state: 'final', outcome: 'applied', mails: 41 }] },
)
export type Ledger = Static<typeof Ledger>
