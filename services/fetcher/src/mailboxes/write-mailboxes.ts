import { answers, Nothing, OneMailbox } from '@tubepost/api'
import { transaction, type Tx } from '@tubepost/db'
import { mailboxes } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { type CompleteMailbox, MailboxBody, readMailboxBody } from '@tubepost/setup'
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
import { mailboxesWritten } from './mailbox-list.ts'
import { type ConfiguredMailbox, lockMailboxes, readMailboxes, removeMailbox, saveMailbox } from './mailboxes-sql.ts'
import { refuseNewPort } from './refuse-new-port.ts'
import { refusePrivateAddress } from './refuse-private-address.ts'
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
    mailboxesWritten.wake()
    await context.putReference(mailboxes)
  }

  function sealed(mailbox: CompleteMailbox, password: string | undefined, before?: ConfiguredMailbox): string | null {
    if (!hasPassword(mailbox.source)) return null
    if (password !== undefined) return sealPassword(config, mailbox.id, password)
    if (before !== undefined && keepsPassword(before, mailbox)) return before.sealedPassword
    throw new RefusedRequest(400, 'bad_mailbox', passwordMissing(mailbox, before))
  }

  const writes = { scope: 'fetcher:write', reads: { body: MailboxBody } } as const
  const forbidden = ['private_address', 'new_port'] as const

  const add = {
    config: writes,
    schema: {
      summary: 'Add a mailbox',
      description: 'Its password is sealed at rest. It is read once it is enabled.',
      response: answers(
        { 201: OneMailbox },
        { 400: ['bad_mailbox'], 403: forbidden, 409: ['id_taken', 'address_taken', 'no_credential_keys'] },
      ),
    },
  }
  app.post<OfOne>('/api/fetcher/mailboxes', add, async (request, reply) => {
    const { mailbox, password } = readMailboxBody(request.body)
    refusePrivateAddress(mailbox, request)
    await write(async (tx, all) => {
      refuseNewPort(mailbox, all, request)
      refuse(ifTaken(mailbox, all))
      await saveMailbox(tx, mailbox, { declared: false, sealedPassword: sealed(mailbox, password) })
    })
    return reply.code(201).send({ mailbox: await showMailbox(context.pool, mailbox.id) })
  })

  const change = {
    config: writes,
    schema: {
      summary: 'Change a mailbox',
      description: 'A password that is left out is kept, while the server and the account stay the same.',
      response: answers(
        { 200: OneMailbox },
        {
          400: ['bad_mailbox'],
          403: forbidden,
          404: ['not_found'],
          409: ['declared_in_file', 'address_taken', 'no_credential_keys'],
        },
      ),
    },
  }
  app.put<OfOne>('/api/fetcher/mailboxes/:id', change, async (request) => {
    const { id } = request.params
    const { mailbox, password } = readMailboxBody(withId(request.body, id))
    refusePrivateAddress(mailbox, request)
    if (mailbox.id !== id)
      throw new RefusedRequest(400, 'bad_mailbox', `id: must be ${id}, as in the path; an id does not change.`)
    await write(async (tx, all) => {
      const before = findMailbox(id, all)
      refuseNewPort(mailbox, all, request)
      const others = all.filter((other) => other !== before)
      refuse(ifDeclared(before) ?? ifTaken(mailbox, others))
      await saveMailbox(tx, mailbox, { declared: false, sealedPassword: sealed(mailbox, password, before) })
    })
    return { mailbox: await showMailbox(context.pool, id) }
  })

  const remove = {
    config: { scope: writes.scope },
    schema: {
      summary: 'Delete a mailbox',
      description: 'It cannot be undone. The ledger and the journal keep its mails.',
      response: answers({ 204: Nothing }, { 404: ['not_found'], 409: ['declared_in_file'] }),
    },
  }
  app.delete<OfOne>('/api/fetcher/mailboxes/:id', remove, async (request, reply) => {
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
