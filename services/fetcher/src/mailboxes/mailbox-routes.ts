import { answers, Ledger, Mailboxes, OneMailbox, Presets, PRESETS } from '@tubepost/api'
import type { Degraded, HttpApp, ServiceContext } from '@tubepost/service'
import { failureFollows, policyOf } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { credentialKeys } from './credentials.ts'
import { countMails } from '../ledger/ledger-sql.ts'
import { problemOf } from './mailbox-problem.ts'
import { mailboxStates } from './mailbox-state-sql.ts'
import { readMailboxes } from './mailboxes-sql.ts'
import { intakeSourceOf } from '../sources/sources.ts'
import { showMailbox, showMailboxes } from './show-mailbox.ts'

export function mailboxRoutes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  // Bad keys are reported at the start, not when the first password is needed.
  credentialKeys(context.config)

  const config = { scope: 'fetcher:read' } as const
  app.get(
    '/api/fetcher/mailboxes',
    { config, schema: { summary: 'All mailboxes, and whether they are read', response: answers({ 200: Mailboxes }) } },
    async (): Promise<Mailboxes> => ({ mailboxes: await showMailboxes(context.pool) }),
  )

  app.get<{ Params: { id: string } }>(
    '/api/fetcher/mailboxes/:id',
    { config, schema: { summary: 'One mailbox', response: answers({ 200: OneMailbox }, { 404: ['not_found'] }) } },
    async ({ params: { id } }): Promise<OneMailbox> => ({ mailbox: await showMailbox(context.pool, id) }),
  )

  app.get(
    '/api/fetcher/presets',
    { config, schema: { summary: 'The policy of each preset', response: answers({ 200: Presets }) } },
    async (): Promise<Presets> => ({
      presets: PRESETS.map((name) => ({
        name,
        policy: policyOf(name, {}, []),
        failureFollows: failureFollows(name),
      })),
    }),
  )

  /** The ledger as a book. The console compares it with its journal. */
  app.get(
    '/api/fetcher/ledger',
    { config, schema: { summary: 'How many mails stand in each state', response: answers({ 200: Ledger }) } },
    async (): Promise<Ledger> => ({ counts: await countMails(context.pool) }),
  )
}

/** Mailboxes with a problem: the rest of the service does its work. What to do is told to those who may ask for it. */
export async function brokenMailboxes({ pool }: FetcherContext): Promise<readonly Degraded[]> {
  const states = await mailboxStates(pool)
  return (await readMailboxes(pool)).flatMap(({ id, enabled, policy }) => {
    const problem = enabled ? problemOf(policy, states.get(id)) : null
    return problem === null ? [] : [{ mailbox: id, code: problem.code }]
  })
}

/**
 * Ready once every enabled mailbox has been opened, or its error is known: from then on no new mail is taken for an
 * old one. An intake has been tried once this process has.
 */
export async function everyMailboxTried({ pool, state: { intakesTried } }: FetcherContext): Promise<void> {
  const states = await mailboxStates(pool)
  const untried = (await readMailboxes(pool)).filter(({ id, enabled, source }) => {
    if (!enabled) return false
    const intake = intakeSourceOf(source)
    if (intake !== undefined) return !intakesTried.has(intake.endpointOf(source))
    const state = states.get(id)
    return (state?.openedAt ?? null) === null && (state?.problem ?? null) === null
  })
  if (untried.length > 0) throw new Error(`not opened yet: ${untried.map(({ id }) => id).join(', ')}`)
}
