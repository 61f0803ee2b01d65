import { RefusedRequest } from '@tubepost/service'
import { characterProblems } from '../checking/character-problems.ts'
import { completeMailbox } from '../completing/complete-mailbox.ts'
import { mailboxProblems } from '../checking/mailbox-problems.ts'
import { type Problem, problemText } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { schemaMisfits, soundParts } from '../checking/schema-problems.ts'
import type { CompleteMailbox } from '../completing/setup.ts'
import { MailboxBodies, type MailboxBody } from '../schema/setup-schema.ts'
import { setupOf } from '../sources/source-setups.ts'

/**
 * Reads a mailbox sent over HTTP: an entry of tubepost.yaml, with its password as plain text. Throws a RefusedRequest
 * that lists every problem by its path.
 */
export function readMailboxBody(body: unknown): { mailbox: CompleteMailbox; password: string | undefined } {
  const list = { mailboxes: [body] }
  const misfits = schemaMisfits(list, MailboxBodies)
  const problems: Problem[] = misfits.map((misfit) => ({ ...misfit, path: misfit.path.slice(2) }))
  problems.push(...characterProblems(body))
  const { mailboxes } = soundParts(list, misfits, MailboxBodies)
  mailboxes?.forEach((sound) => {
    const { kind } = sound.source
    if (setupOf(kind).isLocal === true)
      problems.push({ path: ['source', 'kind'], text: problemTexts.localOverHttp(kind) })
    problems.push(...mailboxProblems(sound))
  })
  if (problems.length > 0)
    throw new RefusedRequest(
      400,
      'bad_mailbox',
      `${problems.map((problem) => problemText(problem, '(the mailbox)')).join('; ')}.`,
    )
  const entry = body as MailboxBody
  const { password, ...source } = entry.source
  return { mailbox: completeMailbox({ ...entry, source }, undefined), password }
}
