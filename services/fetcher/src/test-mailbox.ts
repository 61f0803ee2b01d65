import { type FetcherConfig, imapTimes, mailboxPassword } from './config.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'
import { connectImap } from './sources/imap-connection.ts'
import { openImapFolder } from './sources/imap-folder.ts'
import { resolveHost } from './sources/resolve-host.ts'
import { toSourceError } from './sources/source-errors.ts'

const STEPS = ['resolve', 'connect', 'tls', 'login', 'folder', 'count'] as const

export interface TestStep {
  step: (typeof STEPS)[number]
  ok: boolean
  detail: string
}

/** One connection goes through all of these at once; the error says how far it came. */
const STEP_OF_CODE: Readonly<Record<string, TestStep['step']>> = {
  'imap/auth-failed': 'login',
  'imap/throttled': 'login',
  'imap/tls-untrusted': 'tls',
  'imap/tls-missing': 'tls',
}

/** Goes the whole way to the messages of a mailbox and says of each step whether it worked, in words to act on. */
export async function testMailbox(
  { source }: Pick<ConfiguredMailbox, 'source'>,
  config: FetcherConfig,
): Promise<{ ok: boolean; steps: TestStep[] }> {
  if (source.kind === 'smtp') {
    return { ok: true, steps: [{ step: 'connect', ok: true, detail: `Mail is taken on port ${source.port}.` }] }
  }
  const steps: TestStep[] = []
  const ok = (step: TestStep['step'], detail: string) => void steps.push({ step, ok: true, detail })
  const connected = {
    connect: `The server answers on port ${source.port}.`,
    tls: source.tls === 'none' ? 'The connection is not encrypted, as configured.' : 'The connection is encrypted.',
    login: `The server knows ${source.username}.`,
  }
  let at: TestStep['step'] = 'resolve'
  try {
    const address = await resolveHost(source)
    ok('resolve', `${source.host} is ${address}.`)
    at = 'login'
    const password = mailboxPassword(source)
    at = 'connect'
    const connection = await connectImap(source, { address, password, times: imapTimes(config) })
    try {
      for (const step of ['connect', 'tls', 'login'] as const) ok(step, connected[step])
      at = 'folder'
      const folder = await openImapFolder(connection, source)
      ok('folder', `The folder ${source.folder} can be opened.`)
      at = 'count'
      const count = (await folder.uidsFrom(1)).length
      ok('count', `${count} ${count === 1 ? 'message is' : 'messages are'} there now.`)
    } finally {
      await connection.close()
    }
    return { ok: true, steps }
  } catch (error) {
    const { code, message } = toSourceError(error)
    const failed = at === 'connect' ? (STEP_OF_CODE[code] ?? 'connect') : at
    for (const step of ['connect', 'tls', 'login'] as const) {
      if (at === 'connect' && STEPS.indexOf(step) < STEPS.indexOf(failed)) ok(step, connected[step])
    }
    steps.push({ step: failed, ok: false, detail: message })
    return { ok: false, steps }
  }
}
