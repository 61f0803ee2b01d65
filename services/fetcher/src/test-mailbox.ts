import { openImapFolder, connectImap, resolveHost } from './sources/imap.ts'
import { type SourceError, toSourceError } from './sources/source-errors.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'

export interface TestStep {
  step: 'resolve' | 'connect' | 'tls' | 'login' | 'folder' | 'count'
  ok: boolean
  detail: string
}

const STEP_OF_CODE: Readonly<Record<string, TestStep['step']>> = {
  'imap/auth-failed': 'login',
  'imap/tls-untrusted': 'tls',
}

/** Goes the whole way to the messages of a mailbox and says of each step whether it worked, in words to act on. */
export async function testMailbox(mailbox: ConfiguredMailbox): Promise<{ ok: boolean; steps: TestStep[] }> {
  const { source } = mailbox
  const steps: TestStep[] = []
  const ok = (step: TestStep['step'], detail: string) => void steps.push({ step, ok: true, detail })
  const failed = (step: TestStep['step'], error: SourceError) => {
    steps.push({ step, ok: false, detail: error.message })
    return { ok: false, steps }
  }
  if (source.kind === 'smtp') {
    ok('connect', `Mail is taken on port ${source.port}.`)
    return { ok: true, steps }
  }
  let address: string
  try {
    address = await resolveHost(source)
    ok('resolve', `${source.host} is ${address}.`)
  } catch (error) {
    return failed('resolve', toSourceError(error))
  }
  try {
    const client = await connectImap(source, address)
    await client.logout()
    ok('connect', `The server answers on port ${source.port}.`)
    ok(
      'tls',
      source.tls === 'none' ? 'The connection is not encrypted, as configured.' : 'The connection is encrypted.',
    )
    ok('login', `The server knows ${source.username}.`)
  } catch (error) {
    const cause = toSourceError(error)
    const step = STEP_OF_CODE[cause.code] ?? 'connect'
    if (step !== 'connect') ok('connect', `The server answers on port ${source.port}.`)
    if (step === 'login')
      ok(
        'tls',
        source.tls === 'none' ? 'The connection is not encrypted, as configured.' : 'The connection is encrypted.',
      )
    return failed(step, cause)
  }
  try {
    const folder = await openImapFolder(source)
    try {
      ok('folder', `The folder ${source.folder} can be opened.`)
      const count = (await folder.uidsFrom(1)).length
      ok('count', `${count} ${count === 1 ? 'message is' : 'messages are'} there now.`)
    } finally {
      await folder.close()
    }
  } catch (error) {
    return failed('folder', toSourceError(error))
  }
  return { ok: true, steps }
}
