/** A mail is handled again at an operator's request: by every service, on one machine, as the journal shows it. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import { freePort, type SmtpSink, startSmtpSink, tempDir, waitUntil } from '@tubepost/testing'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, BEN, OUT } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const within = (what: string) => ({ timeoutMs: 30_000, what })

interface Story {
  mail: { mailId: string; outcome: string | null; reason: string | null }
  story: { service: string; event: string; text: string }[]
  complete: boolean
}

describe('requeue', () => {
  let sink: SmtpSink
  let installation: Installation
  let intakePort: number
  let dir: string

  beforeAll(async () => {
    dir = await tempDir('requeue')
    sink = await startSmtpSink()
    intakePort = await freePort()
    installation = await startReady(dir, knowing([BEN]))
  })
  afterAll(async () => {
    await installation?.stop()
    await sink?.stop()
  })

  const knowing = (people: readonly object[]): string =>
    aSetup({ intake: intakePort, smtp: { port: sink.port }, people, statuses: [OUT] })

  async function ask(method: string, call: string): Promise<{ status: number; body: unknown }> {
    const headers = { authorization: `Bearer ${installation.token}` }
    const response = await fetch(installation.url + call, { method, headers })
    return { status: response.status, body: await response.json() }
  }

  async function send(from: string, subject: string): Promise<string> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: intakePort, ignoreTLS: true })
    const { messageId } = await transport.sendMail({ from, to: 'status@example.com', subject, text: '' })
    const asked = `/api/console/mails?messageId=${encodeURIComponent(messageId)}`
    return waitUntil(
      async () => {
        const { mails } = (await ask('GET', asked)).body as { mails: { mailId: string }[] }
        return mails[0]?.mailId
      },
      within(`${subject} in the journal`),
    )
  }

  /** The verdict of the parser on a mail like this. */
  const judged = async (from: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${installation.token}`, 'content-type': 'message/rfc822' }
    const body = `From: ${from}\r\nTo: status@example.com\r\nSubject: Out\r\n\r\n`
    return (
      await fetch(`${installation.url}/api/parser/dry-run?mailbox=status`, { method: 'POST', headers, body })
    ).json()
  }

  const storyOf = async (mailId: string) => (await ask('GET', `/api/console/mails/${mailId}`)).body as Story
  const told = (mailId: string, rounds: number): Promise<Story> =>
    waitUntil(
      async () => {
        const story = await storyOf(mailId)
        return story.complete && story.story.filter(({ event }) => event === 'mail.settled').length === rounds && story
      },
      within(`${rounds} settlements`),
    )
  const books = () =>
    waitUntil(async () => {
      const { body } = await ask('GET', '/api/console/conservation')
      const { waiting, lag } = body as { waiting: number; lag: { events: number } }
      return waiting === 0 && lag.events === 0 && (body as Record<string, unknown>)
    }, within('the books to be still'))

  test('a stranger’s mail is applied once the person is known', async () => {
    const mailId = await send('Ana <ana@example.com>', 'Out 2h at the dentist')
    expect((await told(mailId, 1)).mail).toMatchObject({ outcome: 'ignored', reason: 'unknown_sender' })

    const setupFile = path.join(dir, 'tubepost.yaml')
    writeFileSync(setupFile, knowing([BEN, ANA]))
    await installation.apply(setupFile)
    await waitUntil(
      async () => JSON.stringify(await judged('ana@example.com')).includes('Ana Example'),
      within('Ana to be known'),
    )

    const requeued = await ask('POST', `/api/fetcher/mails/${mailId}/requeue`)
    expect(requeued).toEqual({ status: 202, body: { mailId, mailbox: 'status', round: 1 } })
    // The journal reads each stream for itself.
    const { mail, story } = await waitUntil(async () => {
      const read = await told(mailId, 2)
      return read.story.some(({ event }) => event === 'status.changed') && read
    }, within('the change in the story'))
    expect(mail).toMatchObject({ outcome: 'applied', reason: null })
    const events = story.map(({ event }) => event)
    const first = ['mail.received', 'mail.settled']
    expect(events.slice(0, -2)).toEqual([...first, 'mail.requeued', 'mail.received', 'intent.status.set'])
    expect(events.slice(-2).toSorted()).toEqual(['mail.settled', 'status.changed']) // one transaction emits both
    const { people } = (await ask('GET', '/api/status/board')).body as {
      people: { person: { id: string }; comment: string | null }[]
    }
    expect(people.find(({ person }) => person.id === 'ana-example')).toMatchObject({ comment: 'at the dentist' })
    expect(await ask('POST', `/api/fetcher/mails/${mailId}/requeue`)).toMatchObject({ status: 409 })
  })

  test('a mail that is still wrong is rejected again, and its sender hears of it once', async () => {
    const mailId = await send('ben@example.com', 'Oot 30m')
    expect((await told(mailId, 1)).mail).toMatchObject({ outcome: 'rejected', reason: 'no_status' })
    expect(await ask('POST', `/api/fetcher/mails/${mailId}/requeue`)).toMatchObject({ status: 202 })
    const { mail, story } = await told(mailId, 2)
    expect(mail).toMatchObject({ outcome: 'rejected', reason: 'no_status' })
    const replies = story.filter(({ service }) => service === 'notifier').map(({ event }) => event)
    expect(replies).toEqual(['reply.sent'])
    expect(sink.mails.filter(({ to }) => to.includes('ben@example.com'))).toHaveLength(1)
  })

  test('both books agree, and each mail is in one state', async () => {
    expect(await books()).toMatchObject({
      received: 2,
      settled: { applied: 1, rejected: 1, ignored: 0, duplicate: 0, failed: 0 },
      ledger: { taken: 0, published: 0, settled: 0, final: 2, alarmed: 0 },
      journal: { received: 2, settled: 2, conflicts: 0 },
      replies: { sent: 1 },
      difference: 0,
    })
  })
})
