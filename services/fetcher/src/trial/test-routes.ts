import { alsoAsEvents, answers, MailboxTest, MailCount, TestEvent } from '@tubepost/api'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { MailboxBody, readMailboxBody } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import { mailboxPassword } from '../mailboxes/credentials.ts'
import { hasPassword, keepsPassword, passwordMissing } from '../mailboxes/decide-mailbox-write.ts'
import { findMailbox } from '../mailboxes/find-mailbox.ts'
import { refuseNewPort } from '../mailboxes/refuse-new-port.ts'
import { refusePrivateAddress } from '../mailboxes/refuse-private-address.ts'
import { intakeSourceOf } from '../sources/sources.ts'
import { findLife, unknownUids } from '../ledger/folder-sql.ts'
import { tentativeNumbers } from '../ledger/message-number-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import { listeningNow } from '../mailboxes/intake-sql.ts'
import { answerTest } from './answer-test.ts'
import { type Follow, type Tested, testMailbox } from './test-mailbox.ts'

interface OfOne {
  Params: { id: string }
}

/**
 * Tests whether a mailbox can be read, and counts the mails that would be handled: before it is enabled, and before
 * it is saved.
 */
export function testRoutes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  const { config, pool } = context
  const scope = 'fetcher:write'

  const ledgerOf =
    (mailboxId: string): Tested['ledger'] =>
    async ({ account, life: name }, uids) => {
      const life = await findLife(pool, { mailboxId, account, life: name })
      if (life === undefined) return { known: new Set(), backlogUid: null }
      const unknown = new Set((await unknownUids(pool, life.id, uids)).map(({ uid }) => uid))
      return { known: new Set(uids.filter((uid) => !unknown.has(uid))), backlogUid: life.backlogUid }
    }

  const booksOf = (mailboxId: string): Pick<Tested, 'ledger' | 'listeners' | 'numbers'> => ({
    listeners: async (endpoint) => (await listeningNow(pool)).get(endpoint) ?? new Set(),
    ledger: ledgerOf(mailboxId),
    numbers: (folder) => tentativeNumbers(pool, mailboxId, folder),
  })

  const testSaved = (mailbox: ConfiguredMailbox, follow: Follow = {}): Promise<MailboxTest> =>
    testMailbox(
      { ...mailbox, password: () => mailboxPassword(config, mailbox), ...booksOf(mailbox.id) },
      config,
      follow,
    )

  const tested = alsoAsEvents(
    MailboxTest,
    TestEvent,
    'The result; for `Accept: text/event-stream` each step as it is done (`event: step`), and the result at the end (`event: test`). Whoever closes the connection ends the test.',
  )
  app.post<OfOne>(
    '/api/fetcher/mailboxes/:id/test',
    {
      config: { scope },
      schema: {
        summary: 'Test a mailbox, step by step',
        response: answers({ 200: tested }, { 404: ['not_found'] }),
      },
    },
    async (request, reply) => {
      const mailbox = findMailbox(request.params.id, await readMailboxes(pool))
      return answerTest(context, request, reply, (follow) => testSaved(mailbox, follow))
    },
  )

  /** Nothing is stored. The stored password of this id is used where a PUT would keep it. */
  const trial = {
    config: { scope, reads: { body: MailboxBody } },
    schema: {
      summary: 'Test a mailbox before it is saved',
      description: 'Nothing is stored. The stored password of this id is used where a change would keep it.',
      response: answers({ 200: tested }, { 400: ['bad_mailbox'], 403: ['private_address', 'new_port'] }),
    },
  } as const
  app.post('/api/fetcher/mailboxes/test', trial, async (request, reply) => {
    const { mailbox, password } = readMailboxBody(request.body)
    refusePrivateAddress(mailbox, request)
    const all = await readMailboxes(pool)
    refuseNewPort(mailbox, all, request)
    const saved = all.find(({ id }) => id === mailbox.id)
    if (hasPassword(mailbox.source) && password === undefined && !keepsPassword(saved, mailbox))
      throw new RefusedRequest(400, 'bad_mailbox', passwordMissing(mailbox, saved))
    const given = () => password ?? (saved === undefined ? '' : mailboxPassword(config, saved))
    const trialOf = { ...mailbox, password: given, ...booksOf(mailbox.id) }
    return answerTest(context, request, reply, (follow) => testMailbox(trialOf, config, follow))
  })

  app.get<OfOne>(
    '/api/fetcher/mailboxes/:id/count',
    {
      config: { scope: 'fetcher:read' },
      schema: {
        summary: 'Count the mails that would be handled now',
        response: answers({ 200: MailCount }, { 404: ['not_found'], 409: ['no_folder'], 502: ['unreachable'] }),
      },
    },
    async ({ params: { id } }): Promise<MailCount> => {
      const mailbox = findMailbox(id, await readMailboxes(pool))
      const intake = intakeSourceOf(mailbox.source)
      if (intake !== undefined)
        throw new RefusedRequest(
          409,
          'no_folder',
          `The mailbox ${id} takes mail over ${intake.label}; it has no folder to count in.`,
        )
      const { count, steps } = await testSaved(mailbox)
      if (count !== null) return count
      throw new RefusedRequest(502, 'unreachable', `${steps.at(-1)?.step ?? 'connect'}: ${steps.at(-1)?.detail ?? ''}`)
    },
  )
}
