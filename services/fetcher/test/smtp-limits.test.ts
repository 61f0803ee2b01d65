import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { freePort, openDialog, type SmtpDialog, tempDir, waitUntil } from '@tubepost/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { intakeLimits } from '../src/sources/smtp/intake-limits.ts'
import { listenSmtp } from '../src/sources/smtp/listen-smtp.ts'
import type { Intake } from '../src/sources/source.ts'
import { openData } from './open-data.ts'

const LIMITS = {
  ...intakeLimits,
  clients: 6,
  clientsOfOneAddress: 4,
  commands: 40,
  refusals: 5,
  dataBytes: 200_000,
  mailMs: 1_500,
  bytesPerSecond: 100_000,
}
const ACCEPTED = new Set(['ann@example.com', '"a b"@example.com', 'postmaster'])

describe('the SMTP intake', () => {
  let intake: Intake
  let port: number
  let taken: { to: string[]; from: string; text: string }[]
  let dialogs: SmtpDialog[]

  beforeEach(async () => {
    port = await freePort()
    taken = []
    dialogs = []
    intake = await listenSmtp({
      host: '127.0.0.1',
      port,
      spoolDir: await tempDir('spool'),
      accepts: (address) => ACCEPTED.has(address),
      maxBytes: () => 1_000_000,
      take: async ({ recipients, envelopeFrom, content }) => {
        const text = (await buffer(Readable.from(content.content()))).toString('latin1')
        taken.push({ to: recipients, from: envelopeFrom, text })
      },
      onError: () => {},
      onNotStored: () => {},
      limits: LIMITS,
    })
  })
  afterEach(async () => {
    for (const { socket } of dialogs) socket.destroy()
    await intake.close()
  })

  const kept = async <Dialog extends SmtpDialog>(opening: Promise<Dialog>): Promise<Dialog> => {
    const dialog = await opening
    dialogs.push(dialog)
    return dialog
  }
  const open = (from?: string) => kept(openDialog(port, from))
  const openMail = () => kept(openData(port, 'ann@example.com'))

  test('one address has its share of the connections, and others still get in', async () => {
    for (let n = 0; n < LIMITS.clientsOfOneAddress; n++) expect((await open()).greeting).toMatch(/^220 /)
    expect((await open()).greeting).toMatch(/^421 4\.7\.0 Too many connections from your address/)
    expect((await open('127.0.0.2')).greeting).toMatch(/^220 /)
  })

  test('a connection that ended makes room for another of its address', async () => {
    for (let n = 0; n < LIMITS.clientsOfOneAddress; n++) await open()
    dialogs[0]?.socket.destroy()
    const greeting = await waitUntil(
      async () => {
        const { greeting: given } = await open()
        return given.startsWith('220') && given
      },
      { timeoutMs: 5_000, what: 'a free place' },
    )
    expect(greeting).toMatch(/^220 /)
  })

  test.each([
    ['in the header', 'Subject: a\nTo: b\r\n\r\nbody\r\n.\r\n', /^550 5\.5\.2 The mail has a bare LF/],
    ['as CR in the body', 'Subject: a\r\n\r\nbo\rdy\r\n.\r\n', /^550 5\.5\.2 The mail has a bare CR/],
    ['before CR LF', 'Subject: a\r\r\n\r\nbody\r\n.\r\n', /^550 5\.5\.2 The mail has a bare CR/],
  ])('a bare line end %s is refused, and the session goes on', async (_where, data, refusal) => {
    const dialog = await openMail()
    dialog.write(data)
    expect(await dialog.answer()).toMatch(refusal)
    expect(await dialog.ask('NOOP')).toMatch(/^250 /)
    expect(taken).toEqual([])
  })

  test.each(['\n.\n', '\n.\r\n', '\r\n.\n', '\r\n.\r', '\r.\r\n\n.\n'])(
    'a second mail behind %j is never read as one',
    async (end) => {
      const dialog = await openMail()
      const second = 'MAIL FROM:<ceo@example.com>\r\nRCPT TO:<ann@example.com>\r\nDATA\r\nSubject: b\r\n\r\nb\r\n.\r\n'
      dialog.write(`Subject: a\r\n\r\na${end}${second}`)
      expect(await dialog.answer()).toMatch(/^5\d\d 5\.5\.2 /)
      expect(await dialog.answer()).toBeUndefined()
      expect(taken).toEqual([])
    },
  )

  test.each(['EHLO a\n', 'EHLO a\rNOOP\r\n', 'NOOP\nNOOP\r\n'])('the command %j is refused', async (command) => {
    const dialog = await open()
    dialog.write(command)
    expect(await dialog.answer()).toMatch(/^500 5\.5\.2 A bare (CR|LF) is no line end/)
    expect(await dialog.answer()).toBeUndefined()
  })

  test('commands behind the end of a mail, in one write with it, are obeyed', async () => {
    const dialog = await openMail()
    dialog.write('Subject: a\r\n\r\n..dots\r\n.\r\nNOOP\r\nQUIT\r\n')
    expect([await dialog.answer(), await dialog.answer(), await dialog.answer()]).toEqual([
      '250 Stored',
      '250 OK',
      '221 Bye',
    ])
    expect(taken).toEqual([{ to: ['ann@example.com'], from: 'ann@example.org', text: 'Subject: a\r\n\r\n.dots\r\n' }])
  })

  test('a quoted local part and <postmaster> are recipients like others', async () => {
    const dialog = await open()
    await dialog.ask('EHLO a')
    expect(await dialog.ask('MAIL FROM:<"ben sample"@example.org>')).toMatch(/^250 /)
    for (const recipient of ['"ann"@example.com', '"a b"@example.com', 'postmaster'])
      expect(await dialog.ask(`RCPT TO:<${recipient}>`)).toMatch(/^250 /)
    expect(await dialog.ask('RCPT TO:<"nobody"@example.com>')).toMatch(/^550 /)
    await dialog.ask('DATA')
    expect(await dialog.ask('Subject: a\r\n\r\n.')).toMatch(/^250 /)
    expect(taken[0]).toMatchObject({
      from: '"ben sample"@example.org',
      to: ['ann@example.com', '"a b"@example.com', 'postmaster'],
    })
  })

  test('whoever guesses addresses is sent away', async () => {
    const dialog = await open()
    await dialog.ask('EHLO a')
    await dialog.ask('MAIL FROM:<>')
    const answers: (string | undefined)[] = []
    for (let n = 0; n < LIMITS.refusals; n++) answers.push(await dialog.ask(`RCPT TO:<guess${n}@example.com>`))
    expect(answers.every((answer) => answer?.startsWith('550'))).toBe(true)
    expect(await dialog.answer()).toBe('421 4.7.0 Too many refusals')
  })

  test('commands without a mail have an end', async () => {
    const dialog = await open()
    dialog.write('NOOP\r\n'.repeat(LIMITS.commands + 1))
    for (let n = 0; n < LIMITS.commands; n++) expect(await dialog.answer()).toBe('250 OK')
    expect(await dialog.answer()).toBe('421 4.7.0 Too many commands')
  })

  test('a mail beyond any size is refused', async () => {
    const dialog = await openMail()
    dialog.write(`${'x'.repeat(998)}\r\n`.repeat(300))
    dialog.write('.\r\n')
    expect(await dialog.answer()).toMatch(/^552 5\.3\.4 /)
    expect(taken).toEqual([])
  })

  test.each([
    ['sends a byte now and then', (dialog: SmtpDialog) => dialog.write('x')],
    ['sends nothing', () => {}],
  ])('a sender who %s holds a place for a limited time', async (_how, trickle) => {
    const dialog = await openMail()
    const trickling = setInterval(() => trickle(dialog), 100)
    expect(await dialog.answer()).toMatch(/^421 4\.4\.2 The mail takes too long/)
    clearInterval(trickling)
  })

  test('a mail that comes fast enough has the time that it needs', async () => {
    const dialog = await openMail()
    const begun = performance.now()
    for (let sent = 0; performance.now() - begun < 2 * LIMITS.mailMs && sent < 180_000; sent += 10_000) {
      dialog.write(`${'x'.repeat(98)}\r\n`.repeat(100))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(performance.now() - begun).toBeGreaterThan(LIMITS.mailMs)
    expect(await dialog.ask('.')).toBe('250 Stored')
  })

  test('single bytes are taken as well', async () => {
    const dialog = await openMail()
    for (const byte of 'Subject: a\r\n\r\n..\r\n.\r\n') {
      dialog.write(byte)
      await new Promise(setImmediate)
    }
    expect(await dialog.answer()).toBe('250 Stored')
    expect(taken[0]?.text).toBe('Subject: a\r\n\r\n.\r\n')
  })
})
