/** The mail server of the profile `mail`, as its users see it over IMAP. */
import { ImapFlow } from 'imapflow'
import type { Letter } from '../chaos/observe.ts'
import type { Stage } from './stage.ts'

export async function append({ mailServer }: Stage, user: string, raw: string): Promise<void> {
  await as(mailServer, user, async (client) => void (await client.append('INBOX', raw)))
}

/** Values of X-Test-Id, one for each mail in a folder. */
export async function idsIn({ mailServer }: Stage, user: string, folder: string): Promise<string[]> {
  return as(mailServer, user, async (client) => {
    const folders = await client.list()
    if (!folders.some(({ path }) => path === folder)) return []
    return (await headersIn(client, folder)).map((headers) => valueOf(headers, 'x-test-id'))
  })
}

/** The mails sent to people, as the sink has kept them. */
export async function letters({ mailServer }: Stage): Promise<Letter[]> {
  return as(mailServer, 'replies', async (client) =>
    (await headersIn(client, 'INBOX')).map((headers) => ({
      to: [valueOf(headers, 'x-rcptto')],
      inReplyTo: valueOf(headers, 'in-reply-to'),
    })),
  )
}

async function headersIn(client: ImapFlow, folder: string): Promise<string[]> {
  const lock = await client.getMailboxLock(folder)
  try {
    if (client.mailbox === false || client.mailbox.exists === 0) return []
    const found = await client.fetchAll('1:*', { headers: ['x-test-id', 'in-reply-to', 'x-rcptto'] })
    return found.map(({ headers }) => String(headers))
  } finally {
    lock.release()
  }
}

const valueOf = (headers: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1]?.trim() ?? ''

async function as<Result>(
  { host, port, password }: Stage['mailServer'],
  user: string,
  work: (client: ImapFlow) => Promise<Result>,
): Promise<Result> {
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass: password }, logger: false })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.logout()
  }
}
