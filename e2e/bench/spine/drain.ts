import { setTimeout as delay } from 'node:timers/promises'
import type { Installation } from '@tubepost/sandbox'
import type { Dovecot, SmtpSink } from '@tubepost/testing'
import { type Meter, type Totals, used } from './usage.ts'

const GIVE_UP_MS = 300_000
const LOOK_MS = 250
// The journal and the ledger follow the last mail's move within this; nobody asks them before.
const REST_MS = 1_500

export interface Drained {
  mails: number
  /** From the first delivery until the last message was moved and the last reply had come. */
  seconds: number
  used: Totals
}

export interface Bench {
  installation: Installation
  dovecot: Dovecot
  sink: SmtpSink
  meter: Meter
}

/** Mails for one mailbox, and how far it must have come then. */
export interface Load {
  readonly user: string
  readonly count: number
  readonly raws: Iterable<string | Buffer>
  /** With all mails before these: how many the installation has had, those that are moved, and the replies that go out. */
  readonly all: { readonly mails: number; readonly moved: number; readonly replies: number }
}

/**
 * Delivers the mails, waits until all is done for them, and tells what they cost. Progress is read from the folders and from
 * the receiving server, so that the looking costs the product nothing.
 */
export async function drain(bench: Bench, { user, count, raws, all }: Load): Promise<Drained> {
  const { dovecot, sink, meter, installation } = bench
  const before = await meter.read()
  const began = performance.now()
  for (const raw of raws) dovecot.deliver(user, raw)
  const moved = () => dovecot.messages(user, '[IMAP]/Trash').length + dovecot.messages(user, 'Failed').length
  while (moved() < all.moved || sink.mails.length < all.replies) {
    if (performance.now() - began > GIVE_UP_MS) throw new Error(`not drained: ${await accountOf(installation)}`)
    await delay(LOOK_MS)
  }
  const seconds = (performance.now() - began) / 1_000
  await delay(REST_MS)
  const after = await meter.read()
  await untilAccounted(installation, all.mails)
  return { mails: count, seconds, used: used(before, after) }
}

interface Books {
  ledger: { final: number }
  lag: { events: number }
  difference: number
}

/** Both books must agree that every mail has come to its end; a cost of less than that is none. */
async function untilAccounted(installation: Installation, mails: number): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS
  for (;;) {
    const { ledger, lag, difference } = JSON.parse(await accountOf(installation)) as Books
    if (ledger.final >= mails && lag.events === 0 && difference === 0) return
    if (performance.now() > deadline) throw new Error(`not accounted for: ${await accountOf(installation)}`)
    await delay(LOOK_MS)
  }
}

async function accountOf({ url, token }: Installation): Promise<string> {
  const response = await fetch(`${url}/api/console/conservation`, { headers: { authorization: `Bearer ${token}` } })
  return response.text()
}
