import { keepsWholeMails, type MailboxRecord, type Policy } from '@tubepost/events'
import { setupOf, type SourceKind } from '../sources/source-setups.ts'

type After = Policy['afterSuccess']
type Effective = Pick<MailboxRecord, 'policy' | 'routes'> & { readonly kind: SourceKind }

/**
 * The acts of a mailbox on the mails in it and to their senders, in sentences: for a person who is about to enable it. The
 * first sentences are about mails that are deleted or moved.
 */
export function describeEffects({ kind, policy, routes }: Effective): string[] {
  const hasFolder = setupOf(kind).holds === 'folder'
  return [
    ...(hasFolder
      ? [...afterSentences(policy), fetchSentence(policy)]
      : ['Mails are handed over; none is kept in a mailbox.']),
    ...(keepsWholeMails({ routes }) ? [caseSentence(policy)] : []),
    ...trustSentences(policy),
    replySentence(policy),
    strangerSentence(policy),
  ]
}

function afterSentences({ afterSuccess, afterFailure }: Policy): string[] {
  if (sentence(afterSuccess) === sentence(afterFailure))
    return [`Every mail ${sentence(afterSuccess)} once it is handled.`]
  return [
    `A mail that was applied, or is a duplicate or automatic, ${sentence(afterSuccess)}.`,
    `Any other mail ${sentence(afterFailure)}.`,
  ]
}

function sentence(after: After): string {
  if (typeof after === 'object') return `is moved to the folder ${after.move}`
  return {
    delete: 'is deleted from the mailbox',
    markRead: 'is marked as read and stays where it is',
    keep: 'stays as it is',
  }[after]
}

function fetchSentence({ fetchScope, backlog }: Policy): string {
  const which =
    fetchScope === 'unseen' ? 'Unread mails' : fetchScope === 'newUids' ? 'New mails, read or not,' : 'All mails'
  const old = {
    ignore: 'those from before the set-up are left alone',
    importSilent: 'those from before the set-up are handled like new ones, but not answered',
    live: 'those from before the set-up are handled and answered like new ones',
  }[backlog]
  return `${which} are taken in; ${old}.`
}

function caseSentence({ newCases, closedCase }: Policy): string {
  const others = newCases === 'allow' ? 'any other opens one' : 'any other is refused'
  const closed = closedCase === 'reopen' ? 'opens it again' : 'opens a new one'
  return `A mail that answers a case belongs to it, ${others}; an answer to a closed case ${closed}. Mails are kept whole.`
}

function trustSentences(policy: Policy): string[] {
  const { leastTrust, trustedAuthservId } = policy
  if (nobodyVouches(policy))
    return [
      `Mails set nothing: leastTrust is ${leastTrust}, and trustedAuthservId names no server that vouches for a sender.`,
    ]
  if (leastTrust === 'unverified') return []
  const server = typeof trustedAuthservId === 'string' ? trustedAuthservId : 'Microsoft 365'
  return [`A mail sets something only where ${server} vouches for its sender.`]
}

/** Whether the mailbox wants senders for whom a server vouches, and believes no server: then no mail is acted on. */
export function nobodyVouches({ leastTrust, trustedAuthservId }: Policy): boolean {
  return leastTrust !== 'unverified' && (trustedAuthservId === null || trustedAuthservId === '')
}

function replySentence({ ack }: Policy): string {
  return {
    never: 'No mail is answered.',
    errorsOnly: 'A mail that cannot be understood is answered with help; no other mail is answered.',
    firstMessage: 'The first mail of a case is answered.',
    always: 'Every mail of a person who is known is answered, with an acknowledgement or with help.',
  }[ack]
}

function strangerSentence({ unknownSender }: Policy): string {
  return {
    ignore: 'Mails of strangers set nothing and are not answered.',
    quarantine: 'Mails of strangers wait for an administrator.',
    confirm: 'Strangers are asked to confirm.',
    accept: 'Mails of strangers are taken like those of people who are known.',
  }[unknownSender]
}
