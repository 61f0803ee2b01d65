import { setTimeout as delay } from 'node:timers/promises'
import type { Installation } from '@tubepost/sandbox'
import type { Dovecot, SmtpSink } from '@tubepost/testing'
import { benchMail, REPLIES_OF_A_HUNDRED, TAKEN_OF_A_HUNDRED } from '../bench-mails.ts'
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

/**
 * Delivers the mails from number `first` on, waits until all is done for them, and tells what they cost. Progress is read
 * from the folders and from the receiving server, so that the looking costs the product nothing.
 */
export async function drain(bench: Bench, first: number, mails: number): Promise<Drained> {
  const { dovecot, sink, meter, installation } = bench
  const before = await meter.read()
  const began = performance.now()
  for (let n = first; n < first + mails; n++) dovecot.deliver('status', benchMail(n).raw)
  const all = first + mails
  const isDone = () =>
    dovecot.messages('status', '[IMAP]/Trash').length + dovecot.messages('status', 'Failed').length >=
      (all * TAKEN_OF_A_HUNDRED) / 100 && sink.mails.length >= (all * REPLIES_OF_A_HUNDRED) / 100
  while (!isDone()) {
    if (performance.now() - began > GIVE_UP_MS) throw new Error(`not drained: ${await accountOf(installation)}`)
    await delay(LOOK_MS)
  }
  const seconds = (performance.now() - began) / 1_000
  await delay(REST_MS)
  const after = await meter.read()
  await untilAccounted(installation, all)
  return { mails, seconds, used: used(before, after) }
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
