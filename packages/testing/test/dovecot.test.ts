import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Dovecot, dovecotMissing, skippedBecause, startDovecot, tempDir } from '../src/index.ts'

const MAIL = 'From: ann@example.org\r\nTo: status@example.org\r\nSubject: Out 1d\r\n\r\nHello\r\n'

describe('Dovecot', skippedBecause(dovecotMissing()), () => {
  let dovecot: Dovecot

  beforeAll(async () => {
    dovecot = await startDovecot({
      dir: await tempDir('dovecot'),
      users: [
        { name: 'status', password: 'one' },
        { name: 'support', password: 'two' },
      ],
    })
  })
  afterAll(() => dovecot?.stop())

  test('a mail appended over IMAP is on the disk with its flags and UID', async () => {
    await using imap = await login('status', 'one')
    const appended = await imap.append('INBOX', MAIL, ['\\Seen'])
    expect(appended).toMatchObject({ uid: 1 })
    expect(dovecot.messages('status', 'INBOX')).toMatchObject([{ uid: 1, flags: ['\\Seen'] }])
  })

  test('IDLE sees a delivered mail', async () => {
    await using imap = await login('support', 'two')
    await imap.mailboxOpen('INBOX')
    const noticed = Promise.withResolvers<number>()
    imap.on('exists', ({ count }) => noticed.resolve(count))
    const idling = imap.idle()
    dovecot.deliver('support', MAIL)
    expect(await noticed.promise).toBe(1)
    await imap.noop()
    await idling
  })

  test('a mail moves to a nested folder that was created', async () => {
    await using imap = await login('support', 'two')
    dovecot.append('support', 'To do', MAIL, { flags: ['\\Flagged'], internalDate: new Date('2014-08-15T09:00:00Z') })
    await imap.mailboxCreate('[IMAP]/Trash')
    await imap.mailboxOpen('To do')
    const moved = await imap.messageMove('1:*', '[IMAP]/Trash')
    expect(moved).toMatchObject({ uidMap: new Map([[1, 1]]) })
    expect(dovecot.folders('support')).toEqual(['INBOX', 'To do', '[IMAP]/Trash'])
    expect(dovecot.messages('support', '[IMAP]/Trash')).toMatchObject([
      { uid: 1, flags: ['\\Flagged'], internalDate: new Date('2014-08-15T09:00:00Z') },
    ])
  })

  test('a renumbered folder has a new UIDVALIDITY', async () => {
    await using imap = await login('status', 'one')
    dovecot.append('status', 'Other', MAIL)
    const { uidValidity } = await imap.mailboxOpen('Other')
    await imap.mailboxClose()
    dovecot.renumber('status', 'Other')
    expect((await imap.mailboxOpen('Other')).uidValidity).not.toBe(uidValidity)
  })

  test('mails are there after kill -9 and a start on the same port', async () => {
    const before = dovecot.messages('status', 'INBOX').length
    for (let n = 0; n < 2_000; n++) dovecot.deliver('status', MAIL)
    await dovecot.kill()
    await dovecot.start()
    await using imap = await login('status', 'one')
    expect((await imap.mailboxOpen('INBOX')).exists).toBe(before + 2_000)
  })

  test('a wrong password is refused at once', async () => {
    await expect(login('status', 'wrong')).rejects.toMatchObject({ authenticationFailed: true })
  })

  test('a hundred sessions of one user are allowed', async () => {
    const sessions = await Promise.all(Array.from({ length: 100 }, () => login('support', 'two')))
    expect(sessions.filter(({ usable }) => usable)).toHaveLength(100)
    await Promise.all(sessions.map((session) => session.logout()))
  })

  async function login(user: string, pass: string): Promise<ImapFlow> {
    const imap = new ImapFlow({
      host: dovecot.host,
      port: dovecot.port,
      secure: false,
      auth: { user, pass },
      logger: false,
    })
    imap.on('error', () => {})
    await imap.connect()
    return imap
  }
})
