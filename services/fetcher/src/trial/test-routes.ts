import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { readMailboxBody } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import { mailboxPassword } from '../mailboxes/credentials.ts'
import { keepsPassword, passwordMissing } from '../mailboxes/decide-mailbox-write.ts'
import { findMailbox } from '../mailboxes/find-mailbox.ts'
import { findLife, unknownUids } from '../ledger/folder-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import { type MailboxTest, type Tested, testMailbox } from './test-mailbox.ts'

interface OfOne {
  Params: { id: string }
}

/** Whether a mailbox can be read, and what would happen to what is in it: before it is enabled, and before it is saved. */
export function testRoutes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  const { config, pool } = context

  const ledgerOf =
    (mailboxId: string): Tested['ledger'] =>
    async ({ account, uidValidity }, uids) => {
      const life = await findLife(pool, { mailboxId, account, uidValidity })
      if (life === undefined) return { known: new Set(), backlogUid: null }
      const unknown = new Set((await unknownUids(pool, life.id, uids)).map(({ uid }) => uid))
      return { known: new Set(uids.filter((uid) => !unknown.has(uid))), backlogUid: life.backlogUid }
    }

  const testSaved = (mailbox: ConfiguredMailbox): Promise<MailboxTest> =>
    testMailbox({ ...mailbox, password: () => mailboxPassword(config, mailbox), ledger: ledgerOf(mailbox.id) }, config)

  app.post<OfOne>('/api/fetcher/mailboxes/:id/test', async ({ params: { id } }) =>
    testSaved(findMailbox(id, await readMailboxes(pool))),
  )

  /** Nothing is stored. The password that is stored for this id is used where a PUT would keep it. */
  app.post('/api/fetcher/mailboxes/test', async (request) => {
    const { mailbox, password } = readMailboxBody(request.body)
    const saved = (await readMailboxes(pool)).find(({ id }) => id === mailbox.id)
    if (mailbox.source.kind === 'imap' && password === undefined && !keepsPassword(saved, mailbox))
      throw new RefusedRequest(400, 'bad_mailbox', passwordMissing(saved))
    const given = () => password ?? (saved === undefined ? '' : mailboxPassword(config, saved))
    return testMailbox({ ...mailbox, password: given, ledger: ledgerOf(mailbox.id) }, config)
  })

  app.get<OfOne>('/api/fetcher/mailboxes/:id/count', async ({ params: { id } }) => {
    const mailbox = findMailbox(id, await readMailboxes(pool))
    if (mailbox.kind === 'smtp')
      throw new RefusedRequest(
        409,
        'no_folder',
        `The mailbox ${id} takes mail over SMTP; it has no folder to count in.`,
      )
    const { count, steps } = await testSaved(mailbox)
    if (count !== null) return count
    throw new RefusedRequest(502, 'unreachable', `${steps.at(-1)?.step ?? 'connect'}: ${steps.at(-1)?.detail ?? ''}`)
  })
}
