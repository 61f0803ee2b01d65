import { type Static, Type } from 'typebox'
import { form } from './form.ts'

export const Recount = form(
  'Kept counts that differed from what there is; they are mended.',
  {
    differing: Type.Array(
      Type.Object({
        counted: Type.String({ description: 'The name of the count.' }),
        kept: Type.Integer({ description: 'As it was kept.' }),
        amount: Type.Integer({ description: 'As it is.' }),
      }),
    ),
  },
  { differing: [{ counted: 'received', kept: 43, amount: 42 }] },
)
export type Recount = Static<typeof Recount>
