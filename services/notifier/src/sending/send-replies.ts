import { isDeepStrictEqual } from 'node:util'
import type { ServiceContext } from '@tubepost/service'
import type { SmtpSettings } from '@tubepost/setup'
import type { NotifierConfig } from '../config.ts'
import { recordTry, trySpan } from './record-try.ts'
import { failed } from '../outbox/reply-ends.ts'
import { repliesEnded } from '../outbox/reply-metrics.ts'
import { replyQueued } from '../outbox/reply-queued.ts'
import {
  claimReply,
  type ClaimedReply,
  endAttempt,
  finishReply,
  lostInData,
  markInData,
  renewClaims,
} from './sending-sql.ts'
import { sendingSettings } from '../sending-settings-sql.ts'
import type { ServerPause } from './server-pause.ts'
import { smtpProblem } from './smtp-errors.ts'
import { openSmtp, type Sent, type SmtpSession } from './smtp-session.ts'

/**
 * Connections that send at the same time. A server that takes long for one reply holds up a quarter of the others;
 * more would be too many for a relay that counts connections (Exchange Online takes three to a mailbox, others ten).
 */
export const PARALLEL_SENDERS = 4
// A new reply wakes the loop; polling is for retries, and for replies that another replica left behind.
const LOOK_MS = 1_000
// A connection is used again within limits: servers limit the mails of one (Postfix's anvil, Exim's
// smtp_accept_max_per_connection), and close an idle one.
const MAILS_PER_CONNECTION = 100
const IDLE_CONNECTION_MS = 5_000
// A living sender renews its claims, however long a server takes to answer, so a dead one is noticed soon.
const CLAIM_SECONDS = 30
const RENEW_MS = 5_000
// After an outage of the database every claim looks expired. The living renew theirs within this time.
const LOST_GRACE_SECONDS = 3 * (RENEW_MS / 1_000)

// When one sender of a process cannot reach the server, all of them leave it alone.
type Context = ServiceContext<NotifierConfig, ServerPause>

/** One connection, with the settings it was opened for and its use so far. */
interface Line {
  readonly session: SmtpSession
  readonly settings: SmtpSettings
  mails: number
  usedAt: number
}

/** Sends due replies one after the other; several loops run at the same time. The state of a sending is in its row. */
export async function sendReplies(context: Context): Promise<void> {
  let line: Line | undefined
  const hangUp = () => {
    if (line?.session.isOpen === true) line.session.close()
    line = undefined
  }
  try {
    while (!context.signal.aborted) {
      const { smtp } = await sendingSettings(context.pool)
      const mayClaim = smtp !== null && context.state.leftMs(Date.now()) === 0
      const reply = mayClaim ? await claimReply(context.pool, CLAIM_SECONDS) : undefined
      if (line !== undefined && !isUsable(line, smtp)) hangUp()
      if (smtp === null || reply === undefined) {
        await replyQueued.wait(LOOK_MS, context.signal)
        continue
      }
      // The next renewal makes up for a failed one; the row's attempts fence off a sender that comes too late.
      const renew = () => void renewClaims(context.pool, [reply], CLAIM_SECONDS).catch(() => {})
      const renewing = setInterval(renew, RENEW_MS)
      const startedAt = Date.now()
      try {
        const opened = line ?? (await open(context, smtp))
        line = 'session' in opened ? opened : undefined
        const sent = 'session' in opened ? await sendOver(context, opened, reply) : opened
        context.trace.did(reply.request, trySpan(reply, sent, { startedAt, server: smtp }))
        await recordTry(context, reply, sent)
      } finally {
        clearInterval(renewing)
      }
    }
  } finally {
    hangUp()
  }
}

function isUsable(line: Line, smtp: SmtpSettings | null): boolean {
  const isIdle = Date.now() - line.usedAt > IDLE_CONNECTION_MS
  const isAsSet = isDeepStrictEqual(line.settings, smtp)
  return line.session.isOpen && isAsSet && !isIdle && line.mails < MAILS_PER_CONNECTION
}

async function open(context: Context, smtp: SmtpSettings): Promise<Line | Extract<Sent, { kind: 'unreachable' }>> {
  const { SMTP_CONNECT_TIMEOUT_MS, SMTP_COMMAND_TIMEOUT_MS, SMTP_DOT_TIMEOUT_MS } = context.config
  const times = { connectMs: SMTP_CONNECT_TIMEOUT_MS, commandMs: SMTP_COMMAND_TIMEOUT_MS, dotMs: SMTP_DOT_TIMEOUT_MS }
  try {
    const session = await openSmtp(smtp, times, context.cutOff)
    context.state.reached()
    return { session, settings: smtp, mails: 0, usedAt: Date.now() }
  } catch (error) {
    context.state.failed(Date.now())
    const { code, text } = smtpProblem(error)
    context.log.warn({ code }, 'the outgoing mail server cannot be used')
    return { kind: 'unreachable', code, problem: text }
  }
}

async function sendOver(context: Context, line: Line, reply: ClaimedReply): Promise<Sent> {
  const { data } = reply.request
  line.mails++
  const sent = await line.session.send({ to: [data.to, ...data.cc], raw: reply.raw }, () =>
    markInData(context.pool, reply),
  )
  line.usedAt = Date.now()
  return sent
}

/** Finishes the replies whose sender died during the hand-over. */
export async function settleLost(context: ServiceContext): Promise<void> {
  await context.act(async (tx, { origin, tally, emit }) => {
    for (const reply of await lostInData(tx, LOST_GRACE_SECONDS)) {
      const result = 'the sender died after the final dot may have been sent'
      if (!(await finishReply(tx, reply, 'unknown', result))) continue
      await endAttempt(tx, reply, { outcome: 'lost', code: 'smtp/sender-died', answer: result })
      tally.count(repliesEnded, { result: 'unknown' })
      emit(failed(reply, 'unknown', result, origin))
    }
  })
}
