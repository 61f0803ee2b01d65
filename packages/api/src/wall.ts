import { type Static, Type } from 'typebox'
import { form, OrNull } from './form.ts'
import { Time } from './values.ts'

export const Wall = form(
  'The board on a screen: where it hangs, and what it may show.',
  {
    organisation: Type.String({ description: 'Its name.' }),
    timeZone: Type.String({ description: 'IANA time zone of the organisation.' }),
    by: Type.Enum(['screen', 'session', 'token'] as const, { description: 'How the caller is known.' }),
    comments: Type.Boolean({ description: 'Whether the board shows the caller comments.' }),
    until: OrNull(Time('When the token ends, and the board with it.'), 'Null where there is no such end.'),
  },
  {
    organisation: 'Example Ltd',
    timeZone: 'America/New_York',
    by: 'screen',
    comments: false,
    until: '2027-01-31T23:59:59.000Z',
  },
)
export type Wall = Static<typeof Wall>
