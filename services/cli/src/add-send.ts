import { setTimeout as delay } from 'node:timers/promises'
import type { MailPage } from '@tubepost/api'
import type { Command } from 'commander'
import nodemailer from 'nodemailer'
import { storyOf, told } from './add-why.ts'
import { askFor } from './call-api.ts'
import { type Connection, connectionOf } from './connection.ts'
import { EXIT, Failure } from './exit-codes.ts'
import { plainText } from './plain-text.ts'
import { readBytes } from './read-bytes.ts'

const FOLLOW_MS = 20_000
const LOOK_MS = 200
// Nodemailer would wait for ten minutes. A server that looks at a mail before it takes it needs some seconds.
const ANSWER_MS = 30_000

/** Codes of nodemailer and Node for a server that is not there, or is silent. */
const AWAY: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ESOCKET',
  'ECONNECTION',
  'ECONNRESET',
  'ETIMEDOUT',
  'EDNS',
])

interface Given {
  readonly url?: string
  readonly from: string
  readonly to: string
  readonly text: string
  readonly server: string
  readonly mail?: string
}

export function addSend(program: Command): void {
  program
    .command('send')
    .argument('[subject]', 'such as "Out 1d 9am call my cell"', '')
    .description('sends a mail into the sandbox, or to any SMTP server, and shows what becomes of it')
    .option('--from <address>', 'who sends it', 'ana@example.com')
    .option('--to <address>', 'the mailbox', 'status@localhost')
    .option('--text <text>', 'the text of the mail', '')
    .option('--mail <file>', 'a whole mail (RFC 5322) in place of subject and text; - for the standard input')
    .option('--server <host:port>', 'the SMTP server that takes it', '127.0.0.1:2525')
    .action(async (subject: string, _options: unknown, command: Command) => {
      const given = command.optsWithGlobals<Given>()
      const connection = connectionOf(given.url, process.env)
      const messageId = await send(subject, given)
      process.stdout.write(`Sent: ${plainText(messageId ?? 'without a Message-ID, by which it could be followed')}\n`)
      if (messageId !== undefined && connection.token !== '') process.stdout.write(await follow(connection, messageId))
    })
}

/** @returns its Message-ID; undefined where a whole mail has none */
async function send(subject: string, { from, to, text, server, mail }: Given): Promise<string | undefined> {
  for (const [option, address] of Object.entries({ from, to }))
    if (/\p{Cc}/u.test(address)) throw new Failure(`--${option}: has a control character.`, EXIT.usage)
  const raw = mail === undefined ? undefined : readBytes(mail)
  const transport = nodemailer.createTransport({
    ...placeOf(server),
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    secure: false,
    tls: { rejectUnauthorized: false },
  })
  try {
    const envelope = { from, to }
    const sent = await transport.sendMail(raw === undefined ? { from, to, subject, text } : { envelope, raw })
    return raw === undefined ? sent.messageId : messageIdIn(raw)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw AWAY.has(code)
      ? new Failure(`No mail server answers at ${server} (${code}); name one with --server.`, EXIT.unreachable)
      : new Failure(`The mail server does not take the mail: ${message}`)
  } finally {
    transport.close()
  }
}

/** Throws a Failure where it is no host with a port, such as `mail.example.com:25` or `[::1]:2525`. */
function placeOf(server: string): { host: string; port: number } {
  const url = URL.parse(`smtp://${server}`)
  if (url === null || url.hostname === '' || url.username + url.pathname + url.search + url.hash !== '')
    throw new Failure(`--server: "${server}" is no host and port, such as 127.0.0.1:2525.`, EXIT.usage)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 25) }
}

/** RFC 5322 §3.6.4; of the header block alone, in which a field may be folded. */
function messageIdIn(mail: Buffer): string | undefined {
  const [header = ''] = mail.toString('latin1').split(/\r?\n\r?\n/, 1)
  return /^message-id[ \t]*:\s*(<[^<>\s]+>)/im.exec(header)?.[1]
}

async function follow(connection: Connection, messageId: string): Promise<string> {
  const path = `/api/console/mails?messageId=${encodeURIComponent(messageId)}`
  for (const until = Date.now() + FOLLOW_MS; Date.now() < until; await delay(LOOK_MS)) {
    const { mails } = await askFor<MailPage>(connection, path, 'mails')
    const [mail] = mails
    const story = mail && (await storyOf(connection, mail.mailId))
    if (story?.complete === true) return told(story)
  }
  return `It has not come to an end within ${FOLLOW_MS / 1_000} s; ask later: tubepost why '${messageId}'\n`
}
