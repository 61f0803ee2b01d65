import { setTimeout as delay } from 'node:timers/promises'
import { type SmtpSink, waitUntil } from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { INTAKE } from './cases-setup.ts'
import type { CorpusMail } from './corpus.ts'

const MAILS = 100
const PAUSE_MS = 100
const GIVE_UP_MS = 60_000

/** Sends mails one after the other over SMTP. @returns milliseconds from the 250 to each until its acknowledgement had come */
export async function firstAnswers(port: number, sink: SmtpSink, senders: readonly CorpusMail[]): Promise<number[]> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, pool: true, maxConnections: 1 })
  const before = sink.mails.length
  const taken = new Map<string, number>()
  for (let n = 0; n < MAILS; n++) {
    const messageId = `<first-${n}@customer.example>`
    const from = senders[n % senders.length]?.from ?? ''
    await transport.sendMail({ from, to: INTAKE, subject: `Question ${n}`, text: 'Please help.', messageId })
    taken.set(messageId, Date.now())
    await delay(PAUSE_MS)
  }
  transport.close()
  const answers = await waitUntil(
    () => {
      const mails = sink.mails.slice(before)
      return mails.length >= MAILS ? mails : undefined
    },
    { timeoutMs: GIVE_UP_MS, what: `${MAILS} acknowledgements` },
  )
  return answers.map(({ raw, at }) => {
    const answered = /^In-Reply-To: (\S+)/im.exec(raw.toString('latin1'))?.[1] ?? ''
    const since = taken.get(answered)
    if (since === undefined) throw new Error(`an acknowledgement answers ${answered}, which was not sent`)
    return at.getTime() - since
  })
}
