import { type Static, type TSchema, Type } from 'typebox'
import type { ServiceName } from './definitions/dead-letter.ts'

/**
 * Reference data: facts that several services need to judge a mail. One service owns each kind, keeps it in its database
 * and puts it into a key-value bucket; the others watch the bucket.
 */
export interface ReferenceDefinition<Schema extends TSchema = TSchema> {
  readonly bucket: string
  readonly owner: ServiceName
  readonly schema: Schema
  readonly example: Static<Schema>
}
export type RecordOf<Definition extends ReferenceDefinition> = Static<Definition['schema']>

const define = <Schema extends TSchema>(definition: ReferenceDefinition<Schema>): ReferenceDefinition<Schema> =>
  definition

const Id = Type.String({ pattern: '^[a-z0-9-]{1,40}$' })

export const people = define({
  bucket: 'people',
  owner: 'status',
  schema: Type.Object({
    id: Id,
    name: Type.String(),
    addresses: Type.Array(Type.String()),
    timeZone: Type.String(),
    locale: Type.String(),
    role: Type.String(),
  }),
  example: {
    id: 'ana',
    name: 'Ana Example',
    addresses: ['ana@example.com'],
    timeZone: 'America/New_York',
    locale: 'en-US',
    role: 'user',
  },
})
export type Person = RecordOf<typeof people>

export const statuses = define({
  bucket: 'statuses',
  owner: 'status',
  schema: Type.Object({
    id: Id,
    name: Type.String(),
    aliases: Type.Array(Type.String()),
    type: Type.String(),
    due: Type.Union([Type.Literal('optional'), Type.Literal('required'), Type.Literal('forbidden')]),
    position: Type.Integer(),
  }),
  example: { id: 'out', name: 'Out', aliases: ['away'], type: 'out', due: 'optional', position: 1 },
})
export type Status = RecordOf<typeof statuses>

/** One record, under the key `organisation`. */
export const organisation = define({
  bucket: 'organisation',
  owner: 'status',
  schema: Type.Object({
    name: Type.String(),
    timeZone: Type.String(),
    locale: Type.String(),
    defaultReturn: Type.String(),
    endOfDay: Type.String(),
    subjectTags: Type.Optional(
      Type.Array(Type.String(), { description: 'words of mail gateways before a subject; absent: the usual ones' }),
    ),
    url: Type.String(),
  }),
  example: {
    name: 'Example',
    timeZone: 'America/New_York',
    locale: 'en-US',
    defaultReturn: '09:00',
    endOfDay: '17:00',
    url: 'http://127.0.0.1:8080',
  },
})
export type Organisation = RecordOf<typeof organisation>

const After = (description: string) =>
  Type.Union(
    [
      Type.Literal('markRead'),
      Type.Literal('delete'),
      Type.Literal('keep'),
      Type.Object(
        { move: Type.String({ minLength: 1, description: 'the folder; it is made where it is missing' }) },
        { additionalProperties: false },
      ),
    ],
    { description },
  )

/** No mail is larger: the SMTP intake refuses it, and mail servers far smaller ones. */
export const LARGEST_MAIL_BYTES = 512 * 1024 * 1024

/** How a mailbox handles its mails. Every value is spelt as in tubepost.yaml; docs/presets.md is made from this. */
export const Policy = Type.Object({
  fetchScope: Type.Union([Type.Literal('unseen'), Type.Literal('newUids'), Type.Literal('all')], {
    description: 'mails that are taken in: `unseen` leaves out those already marked as read at the first look',
  }),
  backlog: Type.Union([Type.Literal('ignore'), Type.Literal('importSilent'), Type.Literal('live')], {
    description:
      'mails from before the mailbox was set up: ignored, applied without a reply, or handled like any other',
  }),
  afterSuccess: After('handling, in its mailbox, of a mail that was applied, or is a duplicate or automatic'),
  afterFailure: After('handling, in its mailbox, of any other mail'),
  unknownSender: Type.Union(
    [Type.Literal('ignore'), Type.Literal('quarantine'), Type.Literal('confirm'), Type.Literal('accept')],
    { description: 'mails of senders who are not in the set-up; `confirm` and `accept` are for cases' },
  ),
  ack: Type.Union(
    [Type.Literal('never'), Type.Literal('errorsOnly'), Type.Literal('firstMessage'), Type.Literal('always')],
    { description: 'mails that are answered; `errorsOnly` counts readings on a guess; `firstMessage` is for cases' },
  ),
  leastTrust: Type.Union([Type.Literal('authenticated'), Type.Literal('plausible'), Type.Literal('unverified')], {
    description: 'lowest trust in the sender with which a mail is acted on',
  }),
  replyCc: Type.Boolean({ description: 'whether recipients in Cc are answered too; comes with records' }),
  caseSensitive: Type.Boolean({ description: 'whether upper and lower case differ in the names of statuses' }),
  pastDate: Type.Union([Type.Literal('shift'), Type.Literal('comment'), Type.Literal('error')], {
    description: 'a full date in the past: it means tomorrow, is part of the comment, or is an error',
  }),
  maxMailBytes: Type.Integer({
    minimum: 1024,
    maximum: LARGEST_MAIL_BYTES,
    description: 'size in bytes beyond which a mail over SMTP acts by its header and its body is not kept',
  }),
  trustedAuthservId: Type.Union(
    [
      Type.String({ minLength: 1 }),
      Type.Object(
        { microsoft365: Type.Literal(true, { description: 'Microsoft 365, whose field names no server.' }) },
        { additionalProperties: false },
      ),
      Type.Null(),
    ],
    {
      description: 'name of the server whose `Authentication-Results` are believed; without one no sender is verified',
    },
  ),
  trustedHops: Type.Integer({
    minimum: 0,
    maximum: 20,
    description:
      'how many `Received` fields may stand above its field; what stands further down a sender can have written',
  }),
  trustedRun: Type.Boolean({
    description:
      'whether its filters write a field each, as OpenDKIM and OpenDMARC do; then it must remove forged ones',
  }),
  newCases: Type.Union([Type.Literal('allow'), Type.Literal('refuse')], {
    description: 'mails that belong to no case: they open one, or are refused',
  }),
  closedCase: Type.Union([Type.Literal('reopen'), Type.Literal('newCase')], {
    description: 'an answer to a closed case: it opens the case again, or a new one that names it',
  }),
  changedSubject: Type.Union([Type.Literal('follow'), Type.Literal('newCase')], {
    description: 'an answer with another subject: it belongs to the case, or opens a new one that names it',
  }),
})
export type Policy = Static<typeof Policy>

const Priority = Type.Union(
  [Type.Literal('low'), Type.Literal('normal'), Type.Literal('high'), Type.Literal('urgent')],
  { description: 'of a case' },
)

export const Route = Type.Object({
  recipient: Type.String({ description: 'an exact address, or * for every mail' }),
  to: Type.Union([Type.Literal('status'), Type.Literal('case')], {
    description: 'what its mails are for: a status on the board, or a case',
  }),
  defaults: Type.Optional(
    Type.Object(
      { priority: Type.Optional(Priority) },
      { additionalProperties: false, description: 'values of the cases that its mails open' },
    ),
  ),
})

/** Whether some mail of a mailbox is for cases: its mails are kept whole. */
export const keepsWholeMails = ({ routes }: Pick<MailboxRecord, 'routes'>): boolean =>
  routes.some(({ to }) => to === 'case')

export const mailboxes = define({
  bucket: 'mailboxes',
  owner: 'fetcher',
  schema: Type.Object({
    id: Id,
    address: Type.String(),
    enabled: Type.Boolean(),
    kind: Type.String({ description: 'kind of its source, as in tubepost.yaml' }),
    policy: Policy,
    routes: Type.Array(Route),
  }),
  example: {
    id: 'status',
    address: 'status@example.com',
    enabled: true,
    kind: 'imap',
    policy: {
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
    routes: [{ recipient: '*', to: 'status' }],
  },
})
export type MailboxRecord = RecordOf<typeof mailboxes>

export const allReferenceData: readonly ReferenceDefinition[] = [people, statuses, organisation, mailboxes]
