import { setTimeout as delay } from 'node:timers/promises'
import nodemailer from 'nodemailer'

/** A client of the sandbox's HTTP. */
export interface Api {
  url: string
  token: string
}

interface Story {
  mail: { mailId: string; outcome: string | null; reason: string | null }
  story: { event: string; text: string; data: Record<string, unknown> }[]
  complete: boolean
}

const GIVE_UP_MS = 15_000
const POLL_MS = 30

async function get<Answer>(api: Api, path: string): Promise<Answer> {
  const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${api.token}` } })
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`)
  return (await response.json()) as Answer
}

/** Sends one mail to the sandbox mailbox, as any mail program would, and waits for what becomes of it. */
export async function sendAndFollow(api: Api, intakePort: number, from: string, subject: string): Promise<Story> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: intakePort, ignoreTLS: true })
  const { messageId } = await transport.sendMail({ from, to: 'status@localhost', subject, text: '' })
  transport.close()
  const deadline = performance.now() + GIVE_UP_MS
  while (performance.now() < deadline) {
    const { mails } = await get<{ mails: { mailId: string }[] }>(
      api,
      `/api/console/mails?messageId=${encodeURIComponent(messageId)}`,
    )
    const mailId = mails[0]?.mailId
    if (mailId !== undefined) {
      const story = await get<Story>(api, `/api/console/mails/${mailId}`)
      if (story.complete) return story
    }
    await delay(POLL_MS)
  }
  throw new Error('The first mail did not arrive within 15 seconds; the logs say why.')
}

interface Board {
  people: {
    person: { name: string }
    status: { name: string } | null
    dueBack: string | null
    comment: string | null
  }[]
}

/** The two mails of the tour and what became of them, for a person to read. */
export async function tour(api: Api, intakePort: number): Promise<string> {
  const good = await sendAndFollow(api, intakePort, 'ana@example.com', 'Out 1d 9am call my cell')
  const bad = await sendAndFollow(api, intakePort, 'ben@example.com', 'Oot 30m')
  const { replies } = await get<{ replies: { mailId: string; raw: string }[] }>(api, '/api/notifier/outbox')
  const reply = replies.find(({ mailId }) => mailId === bad.mail.mailId)
  return [
    'Two mails were sent to status@localhost, and this is what became of them:',
    '',
    '  From: ana@example.com   Subject: Out 1d 9am call my cell',
    `    ${settlement(good)}`,
    '',
    '  From: ben@example.com   Subject: Oot 30m',
    `    ${settlement(bad)}`,
    ...(reply === undefined
      ? []
      : ['    Ben was sent this reply:', '', ...bodyOf(reply.raw).map((line) => `      | ${line}`)]),
    '',
    'The board:',
    '',
    ...boardLines(await get<Board>(api, '/api/status/board')),
  ].join('\n')
}

function settlement(story: Story): string {
  return story.story.find((line) => line.event === 'mail.settled')?.text ?? 'not settled'
}

/** The text of a reply, as its reader sees it: without headers, quoted-printable undone (RFC 2045 §6.7). */
function bodyOf(raw: string): string[] {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const isQuoted = /^content-transfer-encoding: *quoted-printable/im.test(head)
  const bytes = isQuoted
    ? Buffer.from(
        body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      )
    : Buffer.from(body)
  return bytes.toString('utf8').trimEnd().split(/\r?\n/)
}

function boardLines(board: Board): string[] {
  return board.people.map(({ person, status, dueBack, comment }) => {
    const until = dueBack === null ? '' : `until ${dueBack.slice(0, 16).replace('T', ' ')}`
    return `  ${person.name.padEnd(14)} ${(status?.name ?? '-').padEnd(14)} ${until.padEnd(22)} ${comment ?? ''}`.trimEnd()
  })
}
