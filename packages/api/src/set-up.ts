import { type Static, Type } from 'typebox'
import { closedForm, form, OrNull } from './form.ts'
import { LONGEST_SET_UP } from './limits.ts'
import { Count, Time } from './values.ts'
import { DIFFERENCES, DIFFERING_KINDS } from './vocabulary.ts'

export const Difference = form(
  'Something that is not as the set-up file says.',
  {
    kind: Type.Enum(DIFFERING_KINDS),
    id: Type.String(),
    difference: Type.Enum(DIFFERENCES, {
      description: 'added: it is not in the file; missing: it is in the file alone; changed: some fields differ.',
    }),
    fields: Type.Array(
      Type.Object({
        field: Type.String(),
        file: OrNull(Type.String(), 'As the file has it; null where it does not say.'),
        running: OrNull(Type.String()),
      }),
    ),
  },
  { kind: 'person', id: 'ben', difference: 'added', fields: [] },
)
export type Difference = Static<typeof Difference>

export const AppliedSetUp = form(
  'The set-up file that was applied last.',
  {
    appliedAt: OrNull(Time('When it was applied.'), 'Null where none was applied yet.'),
    written: OrNull(Type.String(), 'Its text without comments; null where it is too long, or came from no file.'),
    differences: Type.Array(Difference, { description: 'Where the running installation is otherwise.' }),
    moreDifferences: Count('Those that are not listed.'),
  },
  {
    appliedAt: '2026-11-28T12:00:00.000Z',
    written: 'organisation: { name: Example Ltd, timeZone: Europe/Berlin, locale: de-DE }\n',
    differences: [{ kind: 'person', id: 'ben', difference: 'added', fields: [] }],
    moreDifferences: 0,
  },
)
export type AppliedSetUp = Static<typeof AppliedSetUp>

export const SetUpText = closedForm(
  'A set-up that is to be checked.',
  { text: Type.String({ maxLength: LONGEST_SET_UP, description: 'YAML or JSON' }) },
  { text: 'organisation: { name: Example Ltd, timeZone: Europe/Berlin, locale: de-DE }' },
)
export type SetUpText = Static<typeof SetUpText>

const TextFinding = Type.Object({
  line: OrNull(Type.Integer(), 'From 1; null for the whole.'),
  column: OrNull(Type.Integer(), 'From 1.'),
  path: Type.String({ description: 'Of the field: mailboxes.0.source.port.' }),
  text: Type.String({ description: 'What is wrong, and what to do.' }),
})

export const CheckedText = form(
  'All that is wrong with a set-up, in the order of its lines.',
  {
    problems: Type.Array(TextFinding),
    moreProblems: Count('Those that are not listed.'),
    notes: Type.Array(TextFinding, { description: 'Things to know; it can be applied all the same.' }),
    effects: Type.Array(Type.String(), { description: 'What each mailbox will do; empty while there are problems.' }),
  },
  {
    problems: [{ line: 1, column: 38, path: 'organisation.timeZone', text: '"Mars" is no IANA time zone' }],
    moreProblems: 0,
    notes: [],
    effects: [],
  },
)
export type CheckedText = Static<typeof CheckedText>
