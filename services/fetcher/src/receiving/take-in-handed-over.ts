import { claimBlob, claimKnown } from '@tubepost/blobs'
import { keepsWholeMails } from '@tubepost/events'
import { addressKey, CASE_PREFIX, domainOf, numberIn, withoutDetail } from '@tubepost/mail'
import { aboutMail, crashPoint, type ServiceContext } from '@tubepost/service'
import type { Intake } from '../ledger/decide-intake.ts'
import { describeMail, type ReceivedEvent, settleAtOnce } from '../ledger/describe-mail.ts'
import { ownerOf } from '../ledger/owner-of.ts'
import { entryOf } from '../ledger/entry-of.ts'
import { insertMails, knownFingerprints, lockFingerprint } from '../ledger/ledger-sql.ts'
import { countIntake } from '../ledger/mail-counts.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { IncomingMail } from '../sources/incoming-mail.ts'

/**
 * The mailbox's own address, one of its routes' addresses, or one of them with a detail: `status+x@` (RFC 5233). Of a mailbox
 * for cases also the number of any case at its domain: nobody is told by this which there are.
 */
function isFor(mailbox: ConfiguredMailbox, address: string): boolean {
  const key = addressKey(address)
  const domains = new Set([domainOf(addressKey(mailbox.address))])
  if (keepsWholeMails(mailbox) && numberIn(key, domains)?.startsWith(CASE_PREFIX) === true) return true
  const plain = withoutDetail(key)
  return [mailbox.address, ...mailbox.routes.map((route) => route.recipient)].some((own) => {
    const ownKey = addressKey(own)
    return ownKey === key || ownKey === plain
  })
}

/**
 * Recipients in two mailboxes make two mails, each with an outcome of its own. A postmaster without a mailbox is the
 * first of them: RFC 5321 §4.5.1 has every server take mail for `<postmaster>`, and for it at each domain of its own.
 */
export function targetsOf(mailboxes: readonly ConfiguredMailbox[], recipients: readonly string[]) {
  const isPostmaster = (address: string) =>
    isPostmasterOf(mailboxes, address) && !mailboxes.some((each) => isFor(each, address))
  return mailboxes.flatMap((mailbox, at) => {
    const own = recipients.filter((address) => isFor(mailbox, address) || (at === 0 && isPostmaster(address)))
    return own.length === 0 ? [] : [{ mailbox, recipients: own }]
  })
}

/** `postmaster`, in any case, alone or at the domain of one of the mailboxes. */
function isPostmasterOf(mailboxes: readonly ConfiguredMailbox[], address: string): boolean {
  const [local, domain] = addressKey(address).split('@')
  const isOurs = () => mailboxes.some((mailbox) => addressKey(mailbox.address).endsWith(`@${domain}`))
  return local === 'postmaster' && (domain === undefined || isOurs())
}

/**
 * Stores the bytes first, then the ledger's rows with a claim on them: after that the sender may get its 250, and
 * nothing can lose the mail. Bytes of a mail without a row are removed when nobody claims them.
 * @returns the events to publish
 */
export async function takeInHandedOver(
  context: ServiceContext,
  mailboxes: readonly ConfiguredMailbox[],
  mail: IncomingMail & { readonly place: number },
): Promise<readonly ReceivedEvent[]> {
  const origin = context.origin()
  const { content } = mail
  const targets = targetsOf(mailboxes, mail.recipients)
  type Target = (typeof targets)[number]
  const isKept = ({ mailbox }: Target) => content.size <= mailbox.policy.maxMailBytes
  const written = targets.some(isKept) ? await context.blobs.write(content.content(), 'message/rfc822') : undefined
  crashPoint('after-bytes')
  const generation = await context.generationOf('MAIL')
  const taken = await context.act(async (tx, { emit, tally }) => {
    const entered: { received: ReceivedEvent; intake: Intake; isWhole: boolean }[] = []
    for (const target of targets) {
      const { mailbox, recipients } = target
      const received = describeMail(
        {
          mailbox: mailbox.id,
          identity: { kind: mailbox.source.kind, session: mail.session },
          arrivedAt: origin.now,
          place: mail.place,
          envelope: { from: mail.envelopeFrom, recipients },
          headers: content.header.headers,
          ...(content.header.isCut && { headersCut: true }),
          ...(content.bodyFacts !== undefined && { bodyFacts: content.bodyFacts }),
          bodyDigest: content.bodyDigest,
          size: content.size,
          body: (isKept(target) ? written?.reference : undefined) ?? null,
          backlog: false,
        },
        origin,
      )
      const { fingerprint } = received.data
      await lockFingerprint(tx, fingerprint)
      const isKnown = (await knownFingerprints(tx, mailbox.id, [fingerprint])).size > 0
      if (isKnown) emit(settleAtOnce(received, DUPLICATE, origin))
      const intake: Intake = isKnown ? DUPLICATE : { kind: 'publish', backlog: false }
      await insertMails(tx, mailbox.id, [entryOf(received, intake, null)], generation)
      countIntake(tally, mailbox.id, intake)
      entered.push({ received, intake, isWhole: isKept(target) })
    }
    if (written !== undefined) {
      const [first, ...others] = entered.flatMap(({ received, isWhole }) => (isWhole ? [ownerOf(received)] : []))
      if (first !== undefined) await claimBlob(tx, written, first)
      await claimKnown(
        tx,
        others.map((owner) => ({ sha256: written.reference.sha256, owner })),
      )
    }
    return entered
  })
  for (const { received } of taken)
    context.trace.began(received, { ...ACCEPTED, system: received.data.identity.kind, startedAt: mail.since })
  crashPoint('after-ledger-row')
  for (const { received, isWhole } of taken)
    if (!isWhole)
      context.log.warn(
        { mailbox: received.mailbox, ...aboutMail(received.data.mailId), bytes: content.size },
        'beyond maxMailBytes: the header acts, the body is not kept',
      )
  return taken.flatMap(({ received, intake }) => (intake.kind === 'publish' ? [received] : []))
}

const ACCEPTED = { type: 'receive', name: 'accept', on: 'mailbox' } as const

const DUPLICATE = {
  kind: 'settle',
  outcome: 'duplicate',
  reason: 'duplicate',
  text: 'This mailbox has had the same mail before.',
} satisfies Intake
