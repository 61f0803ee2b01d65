import { leadsToStatusAlone } from './presets.ts'
import type { MailboxEntry } from './setup-schema.ts'

const NO_FOLDER = ['fetchScope', 'backlog', 'afterSuccess', 'afterFailure'] as const
const ADDRESS = /^[^@\s]+@[^@\s]+$/

/** What a schema cannot say of one mailbox: that its source and its routes can do what its policy asks for. By path. */
export function mailboxProblems({ source, policy = {}, routes }: MailboxEntry): string[] {
  const problems: string[] = []
  if (source.kind === 'smtp') {
    for (const field of NO_FOLDER) {
      if (policy[field] !== undefined)
        problems.push(`policy.${field}: an smtp mailbox has no folder to which this could apply`)
    }
  }
  if (leadsToStatusAlone(routes ?? [])) {
    // These are about what a mail opens, and about its first message.
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
