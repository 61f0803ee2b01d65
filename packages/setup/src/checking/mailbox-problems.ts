import { addressKey } from '@tubepost/mail'
import { addressProblems } from './address-problems.ts'
import { leadsToStatusAlone } from '../completing/presets.ts'
import { type Problem, within } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import type { MailboxEntry } from '../schema/setup-schema.ts'
import { setupOf } from '../sources/source-setups.ts'

const OF_FOLDERS = ['fetchScope', 'backlog', 'afterSuccess', 'afterFailure'] as const
const OF_CASES = ['newCases', 'closedCase', 'changedSubject'] as const
const AFTER = ['afterSuccess', 'afterFailure'] as const

/**
 * Problems of one mailbox that a schema cannot find: its source and its routes must be able to do what its policy
 * asks for.
 */
export function mailboxProblems({ address, source, policy = {}, routes }: MailboxEntry): Problem[] {
  const { holds, problems: sourceProblems } = setupOf(source.kind)
  const problems = [
    ...within(['address'], addressProblems(address)),
    ...within(['source'], sourceProblems?.(source) ?? []),
    ...routeProblems(routes ?? []),
  ]
  const ofPolicy = (field: string, text: string) => problems.push({ path: ['policy', field], text })
  if (holds === 'folder') {
    const { folder = 'INBOX' } = source as { folder?: string }
    for (const field of AFTER) {
      const after = policy[field]
      if (typeof after === 'object' && after.move === folder) ofPolicy(field, problemTexts.ownFolder(folder))
    }
  } else {
    for (const field of OF_FOLDERS) if (policy[field] !== undefined) ofPolicy(field, problemTexts.noFolder(source.kind))
  }
  if (policy.replyCc === true) ofPolicy('replyCc', problemTexts.replyCc())
  if (leadsToStatusAlone(routes ?? [])) {
    // These values concern the opening of a case and its first message.
    const { unknownSender, ack } = policy
    if (unknownSender === 'confirm' || unknownSender === 'accept')
      ofPolicy('unknownSender', problemTexts.ofCases(unknownSender))
    if (ack === 'firstMessage') ofPolicy('ack', problemTexts.ofCases(ack))
    for (const field of OF_CASES) {
      const value = policy[field]
      if (value !== undefined) ofPolicy(field, problemTexts.ofCases(value))
    }
  } else if (policy.unknownSender === 'confirm') ofPolicy('unknownSender', problemTexts.noConfirming())
  return problems
}

/** Routes that can match, each: the first that does takes the mail. */
function routeProblems(routes: NonNullable<MailboxEntry['routes']>): Problem[] {
  const seen = new Map<string, number>()
  return routes.flatMap(({ recipient, to, defaults }, at): Problem[] => {
    if (to === 'status' && defaults !== undefined)
      return [{ path: ['routes', at, 'defaults'], text: problemTexts.defaultsOfCases() }]
    const path = ['routes', at, 'recipient']
    const [every, twin] = [seen.get('*'), seen.get(addressKey(recipient))]
    if (!seen.has(addressKey(recipient))) seen.set(addressKey(recipient), at)
    if (twin !== undefined) return [{ path, text: problemTexts.routeTwice(['routes', twin]) }]
    if (every !== undefined) return [{ path, text: problemTexts.routeNever(['routes', every]) }]
    if (recipient === '*') return []
    if (!recipient.includes('@'))
      return [{ path, text: problemTexts.wrongForm('an address, local@domain, or "*" for every mail', recipient) }]
    return within(path, addressProblems(recipient))
  })
}
