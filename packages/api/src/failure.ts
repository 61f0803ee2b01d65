import { type Static, Type } from 'typebox'
import { form } from './form.ts'

/** Every answer that is no success. */
export const Failure = form(
  'Why a call was not answered as it was meant to be.',
  {
    error: Type.Object({
      code: Type.String({ description: 'Stable, for programs.' }),
      message: Type.String({ description: 'For people: what is wrong, where, and what to do.' }),
    }),
  },
  {
    error: {
      code: 'unauthorized',
      message: 'Send the header "Authorization: Bearer <token>" with a valid token.',
    },
  },
)
export type Failure = Static<typeof Failure>
