import { transaction, type Tx } from '@tubepost/db'
import { mailboxes } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { type CompleteMailbox, readMailboxBody } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import { sealPassword } from './credentials.ts'
import {
  hasPassword,
  ifDeclared,
  ifTaken,
  keepsPassword,
  passwordMissing,
  type Refusal,
} from './decide-mailbox-write.ts'
import { findMailbox } from './find-mailbox.ts'
import { type ConfiguredMailbox, lockMailboxes, readMailboxes, removeMailbox, saveMailbox } from './mailboxes-sql.ts'
import { showMailbox } from './show-mailbox.ts'

interface OfOne {
  Params: { id: string }
  Body: unknown
}

/**
 * Makes, changes and deletes mailboxes that are not in the file. Answers when the other services have been notified.
 */
export function writeMailboxes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  const { config } = context

  async function write(work: (tx: Tx, all: ConfiguredMailbox[]) => Promise<void>): Promise<void> {
    await transaction(context.pool, async (tx) => {
      await lockMailboxes(tx)
      await work(tx, await readMailboxes(tx))
    })
    await context.putReference(mailboxes)
  }

  function sealed(mailbox: CompleteMailbox, password: string | undefined, before?: ConfiguredMailbox): string | null {
    if (!hasPassword(mailbox.source)) return null
    if (password !== undefined) return sealPassword(config, mailbox.id, password)
    if (before !== undefined && keepsPassword(before, mailbox)) return before.sealedPassword
    throw new RefusedRequest(400, 'bad_mailbox', passwordMissing(mailbox, before))
  }

  app.post<OfOne>('/api/fetcher/mailboxes', async (request, reply) => {
    const { mailbox, password } = readMailboxBody(request.body)
    await write(async (tx, all) => {
      refuse(ifTaken(mailbox, all))
      await saveMailbox(tx, mailbox, { declared: false, sealedPassword: sealed(mailbox, password) })
    })
    return reply.code(201).send({ mailbox: await showMailbox(context.pool, mailbox.id) })
  })

  app.put<OfOne>('/api/fetcher/mailboxes/:id', async (request) => {
    const { id } = request.params
    const { mailbox, password } = readMailboxBody(withId(request.body, id))
    if (mailbox.id !== id)
      throw new RefusedRequest(400, 'bad_mailbox', `id: must be ${id}, as in the path; an id does not change.`)
    await write(async (tx, all) => {
      const before = findMailbox(id, all)
      const others = all.filter((other) => other !== before)
      refuse(ifDeclared(before) ?? ifTaken(mailbox, others))
      await saveMailbox(tx, mailbox, { declared: false, sealedPassword: sealed(mailbox, password, before) })
    })
    return { mailbox: await showMailbox(context.pool, id) }
  })

  app.delete<OfOne>('/api/fetcher/mailboxes/:id', async (request, reply) => {
    const { id } = request.params
    await write(async (tx, all) => {
      refuse(ifDeclared(findMailbox(id, all)))
      await removeMailbox(tx, id)
    })
    return reply.code(204).send()
  })
}

function refuse(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new RefusedRequest(409, refusal.code, refusal.text)
}

/** The path names it already, so a body need not. */
function withId(body: unknown, id: string): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !('id' in body) ? { ...body, id } : body
}
