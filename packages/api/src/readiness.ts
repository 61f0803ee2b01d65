import { type Static, Type } from 'typebox'
import { form } from './form.ts'
import { Id } from './values.ts'

/** The answer of `/readyz`: 200 where ready, 503 where not. */
export const Readiness = form(
  'Whether a service can do its work; for the console, whether every service can.',
  {
    ready: Type.Boolean(),
    checks: Type.Record(
      Type.String(),
      Type.Object({
        ok: Type.Boolean(),
        detail: Type.String({ description: 'Why the check failed; empty where it did not.' }),
      }),
      { description: 'By name. For the console: by service.' },
    ),
    degraded: Type.Optional(
      Type.Array(
        Type.Object({
          mailbox: Id('Id of the mailbox.'),
          code: Type.String({ description: 'Why it does not work, such as source/auth-failed.' }),
        }),
        { description: 'Parts that do not work, without which the service is ready all the same.' },
      ),
    ),
  },
  {
    ready: true,
    checks: { database: { ok: true, detail: '' } },
    degraded: [{ mailbox: 'status', code: 'source/auth-failed' }],
  },
)
export type Readiness = Static<typeof Readiness>
