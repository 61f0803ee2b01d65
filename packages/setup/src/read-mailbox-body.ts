import { RefusedRequest } from '@tubepost/service'
import { completeMailbox } from './complete-mailbox.ts'
import { mailboxProblems } from './mailbox-problems.ts'
import { MAILBOX_BODIES, schemaMisfits, soundParts } from './schema-problems.ts'
import type { CompleteMailbox } from './setup.ts'
import type { MailboxBody } from './setup-schema.ts'
import { setupOf } from './sources/source-setups.ts'

/**
 * Reads a mailbox sent over HTTP: an entry of tubepost.yaml, with its password as plain text. Throws a RefusedRequest
 * that lists every problem by its path.
 */
export function readMailboxBody(body: unknown): { mailbox: CompleteMailbox; password: string | undefined } {
  const list = { mailboxes: [body] }
  const misfits = schemaMisfits(list, MAILBOX_BODIES)
  const problems = misfits.map(
    ({ path, text }) => `${path.replace(/^mailboxes\.0\.?/, '') || '(the mailbox)'}: ${text}`,
  )
  const { mailboxes } = soundParts(list, misfits)
  mailboxes?.forEach((sound) => {
    const { kind } = sound.source
    if (setupOf(kind).isLocal === true)
      problems.push(`source.kind: ${kind} is of the fetcher's own machine; declare it in tubepost.yaml`)
    problems.push(...mailboxProblems(sound))
  })
  if (problems.length > 0) throw new RefusedRequest(400, 'bad_mailbox', `${problems.join('; ')}.`)
  const entry = body as MailboxBody
  const { password, ...source } = entry.source
  return { mailbox: completeMailbox({ ...entry, source }, undefined), password }
}
