import { isDeepStrictEqual } from 'node:util'
import type { ServiceContext } from '@tubepost/service'
import { type LoginAccount, readPassword, type SmtpSettings } from '@tubepost/setup'
import type { NotifierConfig } from '../config.ts'
import { senderAddress } from '../sending-settings-sql.ts'
import { sendHead } from '../outbox/send-request.ts'
import type { OutgoingServer } from './outgoing-server.ts'
import { envelopeSender, heloName, isNullSenderRefused } from './sender-of.ts'
import { type ClaimedReply, markInData } from './sending-sql.ts'
import { smtpProblem } from './smtp-errors.ts'
import { openSmtp, type Sent, type SmtpSession } from './smtp-session.ts'

// A connection is used again within limits: servers limit the mails of one (Postfix's anvil, Exim's
// smtp_accept_max_per_connection), and close an idle one.
const MAILS_PER_CONNECTION = 100
const IDLE_CONNECTION_MS = 5_000

/** A way to the outgoing mail server: connected when a reply needs it, and kept for the next one within limits. */
export interface Line {
  /** One reply at a time. */
  send(reply: ClaimedReply): Promise<Sent>
  /** Hangs up where nothing was sent for a while. */
  rest(): void
  hangUp(): void
}

/** The connection of a line, with the settings it was opened for and its use so far. */
interface Call {
  readonly session: SmtpSession
  readonly settings: SmtpSettings
  mails: number
  usedAt: number
}

export function createLine(context: ServiceContext<NotifierConfig, OutgoingServer>): Line {
  let call: Call | undefined
  const hangUp = () => {
    if (call?.session.isOpen === true) call.session.close()
    call = undefined
  }
  const trySending = async (reply: ClaimedReply): Promise<Sent> => {
    if (call !== undefined && !isUsable(call, reply.smtp)) hangUp()
    const opened = call ?? (await open(context, reply.smtp))
    if (!('session' in opened)) return opened
    call = opened
    return sendOver(context, call, reply)
  }
  return {
    async send(reply) {
      const { smtp } = reply
      const sent = await trySending(reply)
      if (!isNullSenderRefused(sent, smtp) || context.state.refusesNull === smtp.host) return sent
      context.state.refusesNull = smtp.host
      context.log.warn({ code: 'smtp/null-sender-refused' }, 'the outgoing mail server wants an address in MAIL FROM')
      hangUp()
      return trySending(reply)
    },
    rest() {
      if (call !== undefined && isIdle(call)) hangUp()
    },
    hangUp,
  }
}

const isIdle = ({ session, usedAt }: Call): boolean => !session.isOpen || Date.now() - usedAt > IDLE_CONNECTION_MS

function isUsable(call: Call, smtp: SmtpSettings): boolean {
  return !isIdle(call) && call.mails < MAILS_PER_CONNECTION && isDeepStrictEqual(call.settings, smtp)
}

async function open(
  { config, state, log, cutOff }: ServiceContext<NotifierConfig, OutgoingServer>,
  smtp: SmtpSettings,
): Promise<Call | Extract<Sent, { kind: 'unreachable' }>> {
  const { SMTP_CONNECT_TIMEOUT_MS, SMTP_COMMAND_TIMEOUT_MS, SMTP_DOT_TIMEOUT_MS } = config
  const times = { connectMs: SMTP_CONNECT_TIMEOUT_MS, commandMs: SMTP_COMMAND_TIMEOUT_MS, dotMs: SMTP_DOT_TIMEOUT_MS }
  try {
    const session = await openSmtp({ ...smtp, name: heloName(smtp, senderAddress(smtp)) }, times, cutOff)
    state.reached()
    return { session, settings: smtp, mails: 0, usedAt: Date.now() }
  } catch (error) {
    state.failed(Date.now())
    const { code, text } = smtpProblem(error, accountOf(smtp))
    log.warn({ code }, 'the outgoing mail server cannot be used')
    return { kind: 'unreachable', code, problem: text }
  }
}

/** Undefined where there is no log-in, or its password cannot be read. */
function accountOf({ host, username, password }: SmtpSettings): LoginAccount | undefined {
  if (username === undefined) return undefined
  try {
    return { host, username, password: readPassword(password) ?? '' }
  } catch {
    return undefined
  }
}

async function sendOver(
  { state, pool }: Pick<ServiceContext<NotifierConfig, OutgoingServer>, 'state' | 'pool'>,
  call: Call,
  reply: ClaimedReply,
): Promise<Sent> {
  const head = sendHead(reply.request)
  const { settings, session } = call
  const refusesNull = state.refusesNull === settings.host
  const from = envelopeSender(settings, {
    replyId: reply.replyId,
    fromAddress: senderAddress(settings),
    refusesNull,
    isPersonal: head.kind === 'personal',
  })
  const to = [...head.to, ...head.cc, ...head.bcc]
  call.mails++
  const sent = await session.send({ from, to, raw: reply.raw }, () => markInData(pool, reply))
  call.usedAt = Date.now()
  return sent
}
