import { randomUUID } from 'node:crypto'
import { answers, SendingTest, TestMail, type TestStep } from '@tubepost/api'
import { organisation } from '@tubepost/events'
import { addressKey, automaticMailHeaders, ownMessageId, parseMailboxes } from '@tubepost/mail'
import { type HttpApp, RefusedRequest, type ServiceContext, signingKeys } from '@tubepost/service'
import type { NotifierConfig } from '../config.ts'
import { peopleAddresses } from '../gate/gate-settings.ts'
import { composeMail } from '../outbox/compose-mail.ts'
import { type SendingSettings, sendingSettings } from '../sending-settings-sql.ts'
import { envelopeSender, heloName, isNullSenderRefused } from './sender-of.ts'
import type { OutgoingServer } from './outgoing-server.ts'
import { smtpProblem } from './smtp-errors.ts'
import { openSmtp, type Sent } from './smtp-session.ts'

type Context = ServiceContext<NotifierConfig, OutgoingServer>

/** A mail to oneself through the configured server, step by step, past the gate and without a row in the outbox. */
export function testRoutes(app: HttpApp, context: Context): void {
  app.post<{ Body: TestMail }>(
    '/api/notifier/test',
    {
      config: { scope: 'notifier:write' },
      schema: {
        summary: 'Send a test mail, step by step',
        body: TestMail,
        response: answers({ 200: SendingTest }, { 403: ['not_permitted'] }),
      },
    },
    async ({ body }): Promise<SendingTest> => {
      const settings = await sendingSettings(context.pool)
      const to = body.to ?? settings.fromAddress
      const key = addressKey(to)
      if (key !== addressKey(settings.fromAddress) && !peopleAddresses(context.reference).has(key))
        throw new RefusedRequest(
          403,
          'not_permitted',
          'A test mail goes to one of the people, or to the sender itself.',
        )
      const steps = await testSending(context, settings, parseMailboxes(to).mailboxes[0]?.address ?? to)
      return { ok: steps.every(({ ok }) => ok), to, steps }
    },
  )
}

async function testSending(context: Context, settings: SendingSettings, to: string): Promise<TestStep[]> {
  const { smtp, fromAddress, from } = settings
  if (smtp === null)
    return [{ step: 'connect', ok: false, detail: 'No outgoing mail server is configured: set smtp in tubepost.yaml.' }]
  const { SMTP_CONNECT_TIMEOUT_MS: connectMs, SMTP_COMMAND_TIMEOUT_MS: commandMs } = context.config
  const name = heloName(smtp, fromAddress)
  const connect = () => openSmtp({ ...smtp, name }, { connectMs, commandMs, dotMs: commandMs }, context.cutOff)
  const replyId = randomUUID()
  const subject = 'Tubepost can send mail'
  const raw = await composeMail({
    from,
    to: [to],
    cc: [],
    subject,
    text: `This is the test mail that was asked for at ${context.reference(organisation).records.get('organisation')?.url ?? name}.\n`,
    messageId: ownMessageId(signingKeys(context.config), { replyId, subject }, fromAddress.split('@')[1] ?? name),
    date: new Date(),
    headers: automaticMailHeaders('auto-replied', fromAddress),
  })
  const send = async (refusesNull: boolean): Promise<{ sender: string; sent: Sent }> => {
    const sender = envelopeSender(smtp, { replyId, fromAddress, refusesNull, isPersonal: false })
    const session = await connect()
    const sent = await session.send({ from: sender, to: [to], raw }, async () => true)
    if (session.isOpen) session.close()
    return { sender, sent }
  }
  try {
    const first = await send(false)
    const refusesNull = isNullSenderRefused(first.sent, smtp)
    const { sender, sent } = refusesNull ? await send(true) : first
    return [
      { step: 'connect', ok: true, detail: `${smtp.host} answers, and hears from ${name}.` },
      senderStep(sender, sent, refusesNull),
      ...mailStep(sent, to),
    ]
  } catch (error) {
    return [{ step: 'connect', ok: false, detail: smtpProblem(error).text }]
  }
}

function senderStep(sender: string, sent: Sent, refusedNull: boolean): TestStep {
  if (sent.kind === 'refused' && sent.at === 'sender') {
    const told = `${sender === '' ? 'the null sender' : sender} is refused: ${sent.response}`
    return { step: 'sender', ok: false, detail: `${told}. Set smtp.envelopeFrom to an address that this server takes.` }
  }
  const used = sender === '' ? 'The null sender is taken.' : `Mails go out under ${sender}.`
  return { step: 'sender', ok: true, detail: refusedNull ? `The null sender is refused. ${used}` : used }
}

function mailStep(sent: Sent, to: string): TestStep[] {
  switch (sent.kind) {
    case 'sent':
      return [{ step: 'mail', ok: true, detail: `The mail to ${to} was taken: ${sent.response}` }]
    case 'refused':
      return sent.at === 'sender' ? [] : [{ step: 'mail', ok: false, detail: `The server refuses: ${sent.response}` }]
    case 'unreachable':
    case 'lost':
      return [{ step: 'mail', ok: false, detail: sent.problem }]
  }
}
