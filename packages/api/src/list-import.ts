import { type Static, Type } from 'typebox'
import { form, OrNull } from './form.ts'
import { Count } from './values.ts'

export const IMPORT_OUTCOMES = ['added', 'changed', 'unchanged', 'declared', 'refused'] as const
const FIELDS_OF_PEOPLE = ['name', 'addresses', 'timeZone', 'locale', 'role'] as const
const FIELDS_OF_STATUSES = ['aliases', 'type', 'due', 'colour'] as const

const ImportRow = Type.Object({
  line: Count('Its line in the file, from 1.'),
  outcome: Type.Enum(IMPORT_OUTCOMES, {
    description:
      'declared: it differs from what tubepost.yaml declares, which stays as it is. While one is refused, none is written.',
  }),
  id: OrNull(Type.String(), 'Id of the person or status; null for a refused line.'),
  name: OrNull(Type.String()),
  changes: Type.Array(
    Type.Object({
      field: Type.Enum([...FIELDS_OF_PEOPLE, ...FIELDS_OF_STATUSES] as const),
      before: OrNull(Type.String(), 'Null for one that is added.'),
      after: Type.String(),
    }),
    { description: 'Fields that become another; addresses and aliases with a comma between them.' },
  ),
  reasons: Type.Array(Type.String(), { description: 'Why it is refused.' }),
})

/** A list of people or of statuses. */
export const ListImport = form(
  'A list, line by line: what it would do, or has done.',
  {
    counts: Type.Object({
      added: Type.Integer(),
      changed: Type.Integer(),
      unchanged: Type.Integer(),
      declared: Type.Integer(),
      refused: Type.Integer(),
    }),
    rows: Type.Array(ImportRow),
    notes: Type.Array(Type.Object({ line: Type.Integer(), text: Type.String() }), {
      description: 'Things to know that keep nothing out, such as a column that is not read.',
    }),
  },
  {
    counts: { added: 1, changed: 0, unchanged: 0, declared: 0, refused: 0 },
    rows: [
      {
        line: 2,
        outcome: 'added',
        id: 'ben',
        name: 'Ben Sample',
        changes: [{ field: 'name', before: null, after: 'Ben Sample' }],
        reasons: [],
      },
    ],
    notes: [],
  },
)
export type ListImport = Static<typeof ListImport>
