import { leadsToStatusAlone } from './presets.ts'
import type { MailboxEntry } from './setup-schema.ts'
import { setupOf } from './sources/source-setups.ts'

const OF_FOLDERS = ['fetchScope', 'backlog', 'afterSuccess', 'afterFailure'] as const
const ADDRESS = /^[^@\s]+@[^@\s]+$/

/**
 * Problems of one mailbox that a schema cannot find: its source and its routes must be able to do what its policy
 * asks for. By path.
 */
export function mailboxProblems({ source, policy = {}, routes }: MailboxEntry): string[] {
  const { holds, problems: sourceProblems } = setupOf(source.kind)
  const problems = (sourceProblems?.(source) ?? []).map((problem) => `source.${problem}`)
  if (holds !== 'folder') {
    for (const field of OF_FOLDERS) {
      if (policy[field] !== undefined)
        problems.push(`policy.${field}: an ${source.kind} mailbox has no folder to which this could apply`)
    }
  }
  if (policy.replyCc === true)
    problems.push('policy.replyCc: true comes with records; until then leave it out, or set it to false')
  if (leadsToStatusAlone(routes ?? [])) {
    // These values concern the opening of a case and its first message.
    const { unknownSender, ack } = policy
    const ofCases = (field: string, value: string) =>
      problems.push(`policy.${field}: "${value}" is for cases, but all routes of this mailbox lead to status`)
    if (unknownSender === 'confirm' || unknownSender === 'accept') ofCases('unknownSender', unknownSender)
    if (ack === 'firstMessage') ofCases('ack', ack)
  }
  routes?.forEach(({ recipient }, i) => {
    if (recipient !== '*' && !ADDRESS.test(recipient))
      problems.push(`routes.${i}.recipient: must be an address, local@domain, or "*" for every mail`)
  })
  return problems
}
