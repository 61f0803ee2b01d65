import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Due, Id, MailId, Role, StatusType, Time } from './values.ts'

const FOR_READERS = 'For a caller with status:read; absent for another.'

export const BoardEntry = form(
  'A person as the board shows them.',
  {
    person: Type.Object({
      id: Id('Id of the person.'),
      name: Type.String(),
      addresses: Type.Optional(
        Type.Array(Type.String(), { description: `The address for replies first. ${FOR_READERS}` }),
      ),
    }),
    status: OrNull(
      Type.Object({
        name: Type.String(),
        type: StatusType,
        colour: OrNull(Type.String(), '#rrggbb; null for the colour of its type.'),
      }),
      'Null for a person who has never had one.',
    ),
    dueBack: OrNull(Time('When the person is back, by the clock of their own zone.')),
    comment: Type.Optional(OrNull(Type.String(), 'For a caller with status:comments; absent for another.')),
    warnings: Type.Optional(
      Type.Array(Type.String(), { description: `Codes of what was read with doubt, such as far_date. ${FOR_READERS}` }),
    ),
    since: Type.Optional(OrNull(Time('Since when the status stands, by the clock of the person’s zone.'), FOR_READERS)),
    overdue: Type.Boolean({ description: 'Whether the time of return has passed.' }),
  },
  {
    person: { id: 'ana', name: 'Ana Example', addresses: ['ana@example.com'] },
    status: { name: 'Out', type: 'out', colour: null },
    dueBack: '2014-08-16T09:00:00-04:00',
    comment: 'call my cell',
    warnings: [],
    since: '2014-08-15T16:12:03-04:00',
    overdue: false,
  },
)
export type BoardEntry = Static<typeof BoardEntry>

export const Board = form(
  'Everybody, by name.',
  { people: Type.Array(BoardEntry) },
  { people: [exampleOf(BoardEntry)] },
)
export type Board = Static<typeof Board>

/** The data of an event `change` of the stream; that of `snapshot` is a Board. */
export const BoardChange = form(
  'What has changed on the board.',
  {
    people: Type.Array(BoardEntry, { description: 'Those who changed, whole.' }),
    gone: Type.Array(Type.String(), { description: 'Ids of those who are no longer on the board.' }),
  },
  { people: [exampleOf(BoardEntry)], gone: ['ben'] },
)
export type BoardChange = Static<typeof BoardChange>

export const HistoryEntry = form(
  'A status that was asked for.',
  {
    status: Type.String({ description: 'Its name at that time.' }),
    dueBack: OrNull(Time('When the person is back, by the clock of their own zone.')),
    comment: OrNull(Type.String()),
    at: Time('When it took effect.'),
    mailId: OrNull(MailId, 'The mail that asked for it; null where a call did.'),
    superseded: Type.Boolean({ description: 'A newer status stood already, so it never reached the board.' }),
  },
  {
    status: 'Out',
    dueBack: '2014-08-16T09:00:00-04:00',
    comment: 'call my cell',
    at: '2014-08-15T20:12:03.000Z',
    mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11',
    superseded: false,
  },
)
export type HistoryEntry = Static<typeof HistoryEntry>

export const History = form(
  'The statuses of a person, newest first; the latest 500.',
  { history: Type.Array(HistoryEntry) },
  { history: [exampleOf(HistoryEntry)] },
)
export type History = Static<typeof History>

export const StatusChange = closedForm(
  'A status to be set now.',
  {
    status: Type.String({ minLength: 1, maxLength: 60, description: 'name, alias or id' }),
    dueBack: Type.Optional(OrNull(Type.String({ maxLength: 60 }), 'RFC 3339')),
    comment: Type.Optional(OrNull(Type.String({ maxLength: 1_000 }))),
    actor: Type.Optional(Type.String({ description: 'id of the person who asks; without it, the administrator does' })),
  },
  { status: 'Out', dueBack: '2014-08-16T09:00:00-04:00', comment: 'call my cell' },
)
export type StatusChange = Static<typeof StatusChange>

export const Person = form(
  'A person of the directory.',
  {
    id: Id('Id of the person.'),
    name: Type.String(),
    addresses: Type.Array(Type.String(), { description: 'The address for replies first.' }),
    timeZone: Type.String({ description: 'IANA time zone.' }),
    locale: Type.String({ description: 'Language tag.' }),
    role: Role,
    declared: Type.Boolean({ description: 'Declared in tubepost.yaml, and changed only there.' }),
  },
  {
    id: 'ana',
    name: 'Ana Example',
    addresses: ['ana@example.com'],
    timeZone: 'America/New_York',
    locale: 'en-US',
    role: 'user',
    declared: false,
  },
)
export type Person = Static<typeof Person>

export const People = form('Everybody, by name.', { people: Type.Array(Person) }, { people: [exampleOf(Person)] })
export type People = Static<typeof People>

export const OnePerson = form(
  'A person, with what their first mail suggests.',
  {
    person: Person,
    suggested: Type.Optional(
      Type.Object(
        {
          language: OrNull(Type.String(), 'Language of the mail program; null where it is the person’s.'),
          utcOffset: OrNull(Type.String(), 'Offset of the mail’s clock; null where it is the person’s.'),
          mailId: MailId,
          at: Time('When the mail was written.'),
          text: Type.String({ description: 'The same in a sentence.' }),
        },
        { description: 'Absent where the mail says nothing else than the directory.' },
      ),
    ),
  },
  { person: exampleOf(Person) },
)
export type OnePerson = Static<typeof OnePerson>

export const Status = form(
  'A status that can be set.',
  {
    id: Id('Id of the status.'),
    name: Type.String(),
    aliases: Type.Array(Type.String()),
    type: StatusType,
    due: Due,
    colour: OrNull(Type.String(), '#rrggbb; null for the colour of its type.'),
    position: Type.Integer({ description: 'Its place on the board.' }),
    declared: Type.Boolean({ description: 'Declared in tubepost.yaml, and changed only there.' }),
  },
  {
    id: 'out',
    name: 'Out',
    aliases: ['away'],
    type: 'out',
    due: 'optional',
    colour: null,
    position: 1,
    declared: true,
  },
)
export type Status = Static<typeof Status>

export const Statuses = form(
  'All statuses, in the order of the board.',
  { statuses: Type.Array(Status) },
  { statuses: [exampleOf(Status)] },
)
export type Statuses = Static<typeof Statuses>

export const OneStatus = form('A status.', { status: Status }, { status: exampleOf(Status) })
export type OneStatus = Static<typeof OneStatus>
