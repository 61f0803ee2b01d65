import type { MailboxRecord } from '@tubepost/events'
import type { ImapSource, SourceSettings } from '@tubepost/setup'
import { type FetcherConfig, imapTimes } from '../config.ts'
import { countToHandle, type Standing } from './count-to-handle.ts'
import type { Folder } from '../sources/folder.ts'
import { connectImap } from '../sources/imap/imap-connection.ts'
import { openImapFolder } from '../sources/imap/imap-folder.ts'
import { resolveHost } from '../sources/resolve-host.ts'
import { toSourceError } from '../sources/source-errors.ts'
import { testIntake } from '../sources/smtp/test-intake.ts'

const STEPS = ['resolve', 'connect', 'tls', 'login', 'folder', 'count'] as const

interface TestStep {
  step: (typeof STEPS)[number]
  ok: boolean
  detail: string
}

export interface MailboxTest {
  ok: boolean
  steps: TestStep[]
  /** Messages in the folder, and how many of them the policy would have handled; null where it did not get so far. */
  count: { messages: number; toHandle: number } | null
}

export interface Tested {
  readonly source: SourceSettings
  /** It is read, or listens, by now. */
  readonly enabled: boolean
  readonly policy: Pick<MailboxRecord['policy'], 'fetchScope' | 'backlog'>
  /** Asked for when it is needed; may throw. */
  password(): string
  /** What the ledger says of the folder. */
  ledger(folder: Folder, uids: readonly number[]): Promise<Pick<Standing, 'known' | 'backlogUid'>>
}

/** One connection goes through all of these at once; the error says how far it came. */
const STEP_OF_CODE: Readonly<Record<string, TestStep['step']>> = {
  'imap/auth-failed': 'login',
  'imap/throttled': 'login',
  'imap/tls-untrusted': 'tls',
  'imap/tls-missing': 'tls',
}

/** Goes the whole way to the messages of a mailbox and says of each step whether it worked, in words to act on. */
export async function testMailbox({ source, ...tested }: Tested, config: FetcherConfig): Promise<MailboxTest> {
  if (source.kind === 'smtp') {
    const found = await testIntake(source.port, tested.enabled, config)
    return { ok: found.ok, steps: [{ step: 'connect', ...found }], count: null }
  }
  const steps: TestStep[] = []
  const ok = (step: TestStep['step'], detail: string) => void steps.push({ step, ok: true, detail })
  const connected = detailsOf(source)
  let at: TestStep['step'] = 'resolve'
  try {
    const address = await resolveHost(source)
    ok('resolve', `${source.host} is ${address}.`)
    at = 'login'
    const password = tested.password()
    at = 'connect'
    const connection = await connectImap(source, { address, password, times: imapTimes(config) })
    try {
      for (const step of ['connect', 'tls', 'login'] as const) ok(step, connected[step])
      at = 'folder'
      const folder = await openImapFolder(connection, source)
      ok('folder', `The folder ${source.folder} can be opened.`)
      at = 'count'
      const count = await countMessages(folder, tested)
      ok('count', countDetail(count))
      return { ok: true, steps, count }
    } finally {
      await connection.close()
    }
  } catch (error) {
    const { code, message } = toSourceError(error)
    const failed = at === 'connect' ? (STEP_OF_CODE[code] ?? 'connect') : at
    for (const step of ['connect', 'tls', 'login'] as const) {
      if (at === 'connect' && STEPS.indexOf(step) < STEPS.indexOf(failed)) ok(step, connected[step])
    }
    steps.push({ step: failed, ok: false, detail: message })
    return { ok: false, steps, count: null }
  }
}

function detailsOf(source: ImapSource) {
  return {
    connect: `The server answers on port ${source.port}.`,
    tls: source.tls === 'none' ? 'The connection is not encrypted, as configured.' : 'The connection is encrypted.',
    login: `The server knows ${source.username}.`,
  }
}

async function countMessages(folder: Folder, { policy, ledger }: Pick<Tested, 'policy' | 'ledger'>) {
  const uids = await folder.uidsFrom(1)
  const unseen = new Set(await folder.uidsUnseen())
  const standing = { uids, unseen, ...(await ledger(folder, uids)) }
  return { messages: uids.length, toHandle: countToHandle(standing, policy) }
}

function countDetail({ messages, toHandle }: { messages: number; toHandle: number }): string {
  const there = `${messages} ${messages === 1 ? 'message is' : 'messages are'} there now`
  return `${there}; the policy has ${toHandle === messages && messages > 0 ? 'all' : toHandle} of them handled.`
}
