import { once } from 'node:events'
import { createConnection } from 'node:net'
import { freePort, type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, imapMailbox, PASSWORD, startFetcher } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const TRASH = { afterSuccess: { move: '[IMAP]/Trash' } }
// A lease that is not given back would keep the other replica out for longer than any wait of this test.
const LONG_LEASE = { LEASE_MS: '300000' }

let installation: Installation
let imap: ImapServer

beforeAll(async () => {
  installation = await startInstallation()
  installation.settle(() => APPLIED)
  imap = await startImapServer({ users: ['busy', 'idle', 'silent'].map((name) => ({ name, password: PASSWORD })) })
})
afterAll(async () => {
  await imap?.stop()
  await installation?.stop()
})

async function smtp(port: number) {
  const socket = createConnection({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  let heard = ''
  socket.on('data', (part: Buffer) => (heard += String(part)))
  socket.on('error', () => {})
  const over = once(socket, 'close')
  const answered = (code: string, from: number) =>
    waitUntil(() => new RegExp(`^${code} .*\r\n`, 'm').test(heard.slice(from)), within20s(code))
  const say = async (line: string, code: string) => {
    const from = heard.length
    socket.write(`${line}\r\n`)
    await answered(code, from)
  }
  await answered('220', 0)
  await say('EHLO test.example.org', '250')
  return { socket, say, over, heard: () => heard }
}

test('SIGTERM: mails in hand are finished, and another replica continues at once', async () => {
  const port = await freePort()
  const mailboxes = [
    imapMailbox('busy', imap, TRASH),
    imapMailbox('idle', imap, TRASH),
    { id: 'intake', source: { kind: 'smtp', port } },
  ]
  const fetcher = await startFetcher(installation, mailboxes, LONG_LEASE)
  const listening = () =>
    smtp(port).then(
      (session) => session.socket.destroy(),
      () => undefined,
    )
  await waitUntil(listening, within20s('the SMTP port'))
  const bystander = await smtp(port)
  const sender = await smtp(port)
  await sender.say('MAIL FROM:<ann@example.org>', '250')
  await sender.say('RCPT TO:<intake@example.com>', '250')
  await sender.say('DATA', '354')
  sender.socket.write('Subject: half a mail\r\n')

  imap.misbehave({ on: 'MOVE', user: 'busy', does: 'delay', ms: 2_000 })
  imap.store.append('busy', 'INBOX', aMail('being moved'))
  const said = (verb: string, user: string) => imap.commands.some((each) => each.verb === verb && each.user === user)
  await waitUntil(() => said('UID MOVE', 'busy'), within20s('the MOVE'))
  const newcomer = await smtp(port)
  await fetcher.beginDrain()
  await newcomer.say('MAIL FROM:<ann@example.org>', '250')
  await newcomer.say('RCPT TO:<intake@example.com>', '250')
  await newcomer.say('DATA', '354')
  await newcomer.say('Subject: another\r\n\r\nHello\r\n.', '250')
  await newcomer.over
  await bystander.over
  for (const { heard } of [newcomer, bystander]) expect(heard()).toMatch(/^421 .*\r\n$/m)
  await sender.say('\r\nHello\r\n.', '250')
  await sender.over
  expect(await fetcher.ended()).toBe(0)
  expect(fetcher.log()).not.toContain('cut off')

  expect(fetcher.log()).not.toContain('cut off')
  expect([said('LOGOUT', 'busy'), said('LOGOUT', 'idle')]).toEqual([true, true])
  expect(imap.connections).toBe(0)
  expect(await installation.ledger('busy')).toMatchObject([{ outcome: 'applied', final: 'moved' }])
  expect(await installation.received('intake')).toHaveLength(2)

  imap.store.append('idle', 'INBOX', aMail('for the next'))
  const next = await startFetcher(installation, mailboxes, LONG_LEASE)
  await waitUntil(
    async () => (await installation.ledger('idle')).some(({ final }) => final === 'moved'),
    within20s('the other replica to finish a mail'),
  )
  await waitUntil(async () => {
    const { inHand, waiting } = await installation.progressOf('fetcher', 'OUTCOME')
    return inHand === 0 && waiting === 0
  }, within20s('every ack'))
  expect(imap.store.folder('busy', '[IMAP]/Trash')?.messages).toHaveLength(1)
  await next.stop()
})

test('a silent mail server does not keep the service from ending well', async () => {
  const mailboxes = [imapMailbox('silent', imap, TRASH)]
  const fetcher = await startFetcher(installation, mailboxes, LONG_LEASE)
  imap.misbehave({ on: 'FETCH', user: 'silent', does: 'silence' })
  imap.store.append('silent', 'INBOX', aMail('not given'))
  await waitUntil(() => imap.pending('silent') === 0, within20s('the FETCH'))
  await fetcher.beginDrain()
  expect(await fetcher.ended()).toBe(0)
  expect(fetcher.log()).toContain('cut off')
  const next = await startFetcher(installation, mailboxes, LONG_LEASE)
  await waitUntil(
    async () => (await installation.ledger('silent')).some(({ final }) => final === 'moved'),
    within20s('the other replica to finish it'),
  )
  await next.stop()
})
