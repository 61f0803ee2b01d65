import { parseHeaderBlock, proposeServer, type ProposedServer } from '@tubepost/mail'
import { asText } from '../ledger/describe-mail.ts'
import type { Folder } from '../sources/folder.ts'

/** Values for `trustedAuthservId` and `trustedHops`, and how many of the mails that were looked at they would fit. */
export interface FoundServer {
  authservId: ProposedServer['authservId']
  trustedHops: number
  mails: number
  of: number
}

// Enough to tell a habit of the server from a single mail's; header blocks of 64 KiB at the most.
const NEWEST = 20

/** Looks in the newest mails for the server whose word on a sender could be believed, and says so in a sentence. */
export async function findServer(
  folder: Pick<Folder, 'fetch'>,
  uids: readonly number[],
): Promise<{ trust: FoundServer | null; detail: string }> {
  const newest = uids.slice(-NEWEST)
  const found = newest.length === 0 ? [] : await folder.fetch(newest)
  const headers = found.map(({ header }) => parseHeaderBlock(asText(header.headers), header.isCut))
  const proposed = proposeServer(headers)
  if (proposed === null) return { trust: null, detail: noServer(headers.length) }
  const { authservId, hops, mails } = proposed
  const trust = { authservId, trustedHops: hops, mails, of: headers.length }
  return { trust, detail: describe(trust) }
}

function noServer(mails: number): string {
  if (mails === 0) return 'There is no mail yet whose header could show which server checks the senders.'
  const newest = mails === 1 ? 'The only mail does not carry' : `Most of the newest ${mails} mails do not carry`
  return `${newest} Authentication-Results of one server: senders stay unverified.`
}

function describe({ authservId, trustedHops, mails, of }: FoundServer): string {
  const [name, value] =
    typeof authservId === 'string' ? [authservId, authservId] : ['Microsoft 365', '{ microsoft365: true }']
  const carry = of === 1 ? 'The only mail carries' : `${mails} of the newest ${of} mails carry`
  const below = `${trustedHops} Received ${trustedHops === 1 ? 'field' : 'fields'}`
  return `${carry} Authentication-Results of ${name} below ${below}. If that is the server of this mailbox, set trustedAuthservId: ${value}, trustedHops: ${trustedHops}.`
}
