import type { Person, Policy, ReasonCode } from '@tubepost/events'
import type { Headers, Judgement, Trust } from '@tubepost/mail'
import type { RouteFound } from './find-route.ts'
import type { KnownMail } from './known-mail.ts'
import { SENTENCES, tellRoutes, tellTrust } from './reason-sentences.ts'

/** A mail that was settled before it was read, with the facts known by then. */
export interface Settled {
  readonly kind: 'settled'
  readonly outcome: 'ignored' | 'rejected'
  readonly reason: ReasonCode
  readonly text: string
  readonly route?: RouteFound
  readonly person?: Person
  readonly trust?: Trust
  /** It reports to a mailbox for cases that a mail was not delivered, which may be one of ours: its body tells. */
  readonly report?: BounceReport
}

export interface BounceReport {
  readonly headers: Headers
  /** Everybody it was sent to. */
  readonly recipients: readonly string[]
  readonly class: Judgement['class']
}

export function settled(
  outcome: Settled['outcome'],
  reason: ReasonCode,
  text: string,
  known: Pick<Settled, 'route' | 'person' | 'trust' | 'report'> = {},
): Settled {
  const others = known.route === undefined ? '' : tellRoutes(known.route)
  return { kind: 'settled', outcome, reason, text: others === '' ? text : `${text} ${others}`, ...known }
}

/** The end of a stranger’s mail where strangers are not taken. */
export function refuseStranger(
  unknownSender: Exclude<Policy['unknownSender'], 'accept'>,
  { route }: Pick<KnownMail, 'route'>,
): Settled {
  switch (unknownSender) {
    case 'quarantine':
      return settled('ignored', 'quarantined', SENTENCES.quarantined, { route })
    case 'confirm':
      return settled('ignored', 'quarantined', SENTENCES.unconfirmed, { route })
    case 'ignore':
      return settled('ignored', 'unknown_sender', SENTENCES.unknownSender, { route })
  }
}

/** The end of a mail whose sender is trusted less than its mailbox asks for; undefined where the trust is enough. */
export function refuseTrust({ route, person, trust, mailbox }: KnownMail): Settled | undefined {
  const { leastTrust } = mailbox.policy
  if (TRUST_ORDER.indexOf(trust.level) >= TRUST_ORDER.indexOf(leastTrust)) return undefined
  const sender = person === undefined ? { trust } : { person, trust }
  return settled('rejected', 'trust_too_low', tellTrust(trust, leastTrust), { route, ...sender })
}

const TRUST_ORDER = ['failed', 'unverified', 'plausible', 'authenticated'] as const
