import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { readMailboxBody } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import { mailboxPassword } from '../mailboxes/credentials.ts'
import { hasPassword, keepsPassword, passwordMissing } from '../mailboxes/decide-mailbox-write.ts'
import { findMailbox } from '../mailboxes/find-mailbox.ts'
import { intakeSourceOf } from '../sources/sources.ts'
import { findLife, unknownUids } from '../ledger/folder-sql.ts'
import { tentativeNumbers } from '../ledger/message-number-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import { type MailboxTest, type Tested, testMailbox } from './test-mailbox.ts'

interface OfOne {
  Params: { id: string }
}

/**
 * Tests whether a mailbox can be read, and counts the mails that would be handled: before it is enabled, and before
 * it is saved.
 */
export function testRoutes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  const { config, pool } = context

  const ledgerOf =
    (mailboxId: string): Tested['ledger'] =>
    async ({ account, life: name }, uids) => {
      const life = await findLife(pool, { mailboxId, account, life: name })
      if (life === undefined) return { known: new Set(), backlogUid: null }
      const unknown = new Set((await unknownUids(pool, life.id, uids)).map(({ uid }) => uid))
      return { known: new Set(uids.filter((uid) => !unknown.has(uid))), backlogUid: life.backlogUid }
    }

  const booksOf = (mailboxId: string): Pick<Tested, 'ledger' | 'numbers'> => ({
    ledger: ledgerOf(mailboxId),
    numbers: (folder) => tentativeNumbers(pool, mailboxId, folder),
  })

  const testSaved = (mailbox: ConfiguredMailbox): Promise<MailboxTest> =>
    testMailbox({ ...mailbox, password: () => mailboxPassword(config, mailbox), ...booksOf(mailbox.id) }, config)

  app.post<OfOne>('/api/fetcher/mailboxes/:id/test', async ({ params: { id } }) =>
    testSaved(findMailbox(id, await readMailboxes(pool))),
  )

  /** Nothing is stored. The stored password of this id is used where a PUT would keep it. */
  app.post('/api/fetcher/mailboxes/test', async (request) => {
    const { mailbox, password } = readMailboxBody(request.body)
    const saved = (await readMailboxes(pool)).find(({ id }) => id === mailbox.id)
    if (hasPassword(mailbox.source) && password === undefined && !keepsPassword(saved, mailbox))
      throw new RefusedRequest(400, 'bad_mailbox', passwordMissing(mailbox, saved))
    const given = () => password ?? (saved === undefined ? '' : mailboxPassword(config, saved))
    return testMailbox({ ...mailbox, password: given, ...booksOf(mailbox.id) }, config)
  })

  app.get<OfOne>('/api/fetcher/mailboxes/:id/count', async ({ params: { id } }) => {
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
  })
}
