import type { MailboxRecord } from '@tubepost/events'
import type { SourceSettings } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import type { Folder, KeyedFolder } from '../sources/folder.ts'
import type { Numbers } from '../sources/numbered.ts'
import { openFolder } from '../sources/open-folder.ts'
import type { Step } from '../sources/source.ts'
import { stepOf, toSourceError } from '../sources/source-errors.ts'
import { folderSourceOf, intakeSourceOf } from '../sources/sources.ts'
import { countToHandle, type CountedFolder } from './count-to-handle.ts'

interface TestStep {
  step: Step
  ok: boolean
  detail: string
}

export interface MailboxTest {
  ok: boolean
  steps: TestStep[]
  /**
   * Messages in the folder, and how many of them the policy would have handled; null where the test did not get so
   * far.
   */
  count: { messages: number; toHandle: number } | null
}

export interface Tested {
  readonly source: SourceSettings
  /** Whether it is read, or listens, already. */
  readonly enabled: boolean
  readonly policy: Pick<MailboxRecord['policy'], 'fetchScope' | 'backlog'>
  /** Called when it is needed; may throw. */
  password(): string
  /** The numbers of messages with textual keys. */
  numbers(folder: KeyedFolder): Numbers
  /** The state of the folder in the ledger. */
  ledger(folder: Folder, uids: readonly number[]): Promise<Pick<CountedFolder, 'known' | 'backlogUid'>>
}

/** Goes all steps to the messages of a mailbox and reports for each whether it worked, in words to act on. */
export async function testMailbox({ source, ...tested }: Tested, config: FetcherConfig): Promise<MailboxTest> {
  const intake = intakeSourceOf(source)
  if (intake !== undefined) {
    const found = await intake.test(source, tested.enabled, config)
    return { ok: found.ok, steps: [{ step: 'connect', ...found }], count: null }
  }
  const way = [...(folderSourceOf(source)?.steps ?? []), 'count'] as const
  const steps: TestStep[] = []
  const passed = (step: Step, detail: string) => void steps.push({ step, ok: true, detail })
  try {
    const folder = await openFolder(source, { config, password: tested.password, passed }, tested)
    try {
      const count = await countMessages(folder, tested)
      passed('count', countDetail(count))
      return { ok: true, steps, count }
    } finally {
      await folder.close()
    }
  } catch (error) {
    const { code, message } = toSourceError(error)
    const next = way.find((step) => !steps.some((gone) => gone.step === step)) ?? 'count'
    steps.push({ step: stepOf(code) ?? next, ok: false, detail: message })
    return { ok: false, steps, count: null }
  }
}

async function countMessages(folder: Folder, { policy, ledger }: Pick<Tested, 'policy' | 'ledger'>) {
  const uids = await folder.uidsFrom(1)
  const unseen = new Set(await folder.uidsUnseen())
  const counted = { uids, unseen, ...(await ledger(folder, uids)) }
  return { messages: uids.length, toHandle: countToHandle(counted, policy) }
}

function countDetail({ messages, toHandle }: { messages: number; toHandle: number }): string {
  const there = `${messages} ${messages === 1 ? 'message is' : 'messages are'} there now`
  return `${there}; the policy has ${toHandle === messages && messages > 0 ? 'all' : toHandle} of them handled.`
}
