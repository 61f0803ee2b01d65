/** One installation for all flows: people in two zones, mail taken in over SMTP, replies sent to a server of the test. */
import { connectBus, createPublisher } from '@tubepost/bus'
import { causedBy, deadLetters, deriveId, firstEvent, intentStatusSet, subjectOf } from '@tubepost/events'
import type { Installation } from '@tubepost/sandbox'
import { freePort, type SmtpSink, startSmtpSink, tempDir } from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { ANA, aSetup, BEN, IN, OUT, smtpMailbox } from '../a-setup.ts'
import { startReady } from '../start-ready.ts'

export interface WebInstallation {
  readonly installation: Installation
  /** The port on which the mailboxes `status` and `support` take mail. */
  readonly intakePort: number
  /** Hands a mail over as any mail program would, to `status` where `more` names no other. */
  send(mail: { from: string; subject: string; more?: Record<string, unknown> }): Promise<string>
  /** Where our own mail goes. */
  readonly sink: Pick<SmtpSink, 'waitFor'>
  /** A call of the API as the administrator. */
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  /** Has the status service give up the wish of a person, as it does when it fails again and again. */
  giveUpWish(personId: string, name?: string): Promise<void>
  stop(): Promise<void>
}

const CLEO = { name: 'Cleo Demo', addresses: ['cleo@example.com'], timeZone: 'Europe/Berlin' }
const VACATION = { name: 'Vacation', aliases: [], type: 'unavailable', due: 'required' }

const caseMailbox = (port: number): object => ({
  ...smtpMailbox('support', port),
  preset: 'clientspace',
  routes: [{ recipient: '*', to: 'case' }],
})

export async function startWebInstallation(): Promise<WebInstallation> {
  const dir = await tempDir('web')
  const sink: SmtpSink = await startSmtpSink()
  const intake = await freePort()
  const text = aSetup({
    people: [ANA, BEN, CLEO],
    statuses: [IN, OUT, { ...VACATION, colour: '#e8590c' }],
    mailboxes: [smtpMailbox('status', intake, { ack: 'always' }), caseMailbox(intake)],
    smtp: { port: sink.port },
  })
  let adminSeed = ''
  const beforeServices = async (parts: { adminSeed: string }) => void ({ adminSeed } = parts)
  const installation = await startReady(dir, text, { beforeServices }).catch(async (error: unknown) => {
    await sink.stop()
    throw error
  })
  const authorization = `Bearer ${installation.token}`
  return {
    installation,
    intakePort: intake,
    sink,
    async send({ from, subject, more = {} }) {
      const transport = createTransport({ host: '127.0.0.1', port: intake, secure: false, ignoreTLS: true })
      const { messageId } = await transport.sendMail({ from, to: 'status@example.com', subject, text: 'Bye', ...more })
      transport.close()
      return messageId
    },
    async call<Answer>(method: string, at: string, body?: unknown) {
      const response = await fetch(`${installation.url}${at}`, {
        method,
        headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${method} ${at} answered ${response.status}: ${await response.text()}`)
      const answer = await response.text()
      return (answer === '' ? undefined : JSON.parse(answer)) as Answer
    },
    async giveUpWish(personId, name = 'the only one') {
      const connection = await connectBus({
        servers: installation.nats.url,
        user: 'admin',
        seed: adminSeed,
        onStatus() {},
      })
      const publisher = await createPublisher(connection)
      const now = new Date().toISOString()
      const wish = firstEvent(
        intentStatusSet,
        { service: 'parser', now },
        {
          id: deriveId('a wish that is given up', personId, name),
          data: {
            ...intentStatusSet.example,
            sender: { ...intentStatusSet.example.sender, personId },
            statusId: 'in',
            dueBack: null,
            sentAt: now,
            order: { effectAt: now, arrivedAt: now },
          },
        },
      )
      const error = { code: 'handler/failed', message: 'the disk is full' }
      const given = { consumer: 'status', event: { ...wish }, text: null, error, attempts: 8 }
      const death = causedBy(wish, deadLetters.status, { service: 'status', now }, given)
      await publisher.publishAll([
        {
          id: death.id,
          stream: 'DEAD',
          subject: subjectOf(deadLetters.status),
          redrive: 0,
          body: JSON.stringify(death),
        },
      ])
      await connection.close()
    },
    async stop() {
      await installation.stop()
      await sink.stop()
    },
  }
}
