import type { MailboxTest, TestStep } from '@tubepost/api'
import type { MailboxRecord } from '@tubepost/events'
import { describeEffects, type SourceSettings } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import type { Folder, KeyedFolder } from '../sources/folder.ts'
import type { Numbers } from '../sources/numbered.ts'
import { openFolder } from '../sources/open-folder.ts'
import type { Step } from '../sources/source.ts'
import { isRefusal, SourceError, stepOf, toSourceError } from '../sources/source-errors.ts'
import { folderSourceOf, intakeSourceOf } from '../sources/sources.ts'
import { countToHandle, type CountedFolder } from './count-to-handle.ts'
import { findServer } from './find-server.ts'

export interface Tested {
  readonly source: SourceSettings
  /** Whether it is read, or listens, already. */
  readonly enabled: boolean
  readonly policy: MailboxRecord['policy']
  readonly routes: MailboxRecord['routes']
  /** Called when it is needed; may throw. */
  password(): string
  /** Proofs of the replicas that take mail at an endpoint now. */
  listeners(endpoint: string): Promise<ReadonlySet<string>>
  /** The numbers of messages with textual keys. */
  numbers(folder: KeyedFolder): Numbers
  /** The state of the folder in the ledger. */
  ledger(folder: Folder, uids: readonly number[]): Promise<Pick<CountedFolder, 'known' | 'backlogUid'>>
}

/** How a test is looked at while it goes on. */
export interface Follow {
  /** Aborted when nobody waits for the result. */
  readonly cutOff?: AbortSignal
  /** Called for each step, at once; a step that is told again has failed after all. */
  told?(step: TestStep): void
}

/** Goes all steps to the messages of a mailbox and reports for each whether it worked, in words to act on. */
export async function testMailbox(tested: Tested, config: FetcherConfig, follow: Follow = {}): Promise<MailboxTest> {
  const effects = describeEffects({ ...tested, kind: tested.source.kind })
  return { ...(await goAllSteps(tested, config, follow)), effects }
}

async function goAllSteps(
  { source, ...tested }: Tested,
  config: FetcherConfig,
  { cutOff, told }: Follow,
): Promise<Omit<MailboxTest, 'effects'>> {
  const steps: TestStep[] = []
  const note = (step: TestStep) => {
    steps.push(step)
    told?.(step)
  }
  const intake = intakeSourceOf(source)
  if (intake !== undefined) {
    const ours = await tested.listeners(intake.endpointOf(source))
    const found = await intake.test(source, tested.enabled, config, ours)
    note({ step: 'connect', ...found })
    return { ok: found.ok, steps, count: null, trust: null }
  }
  const way = [...(folderSourceOf(source)?.steps ?? []), 'count', 'trust'] as const
  const passed = (step: Step, detail: string) => note({ step, ok: true, detail })
  try {
    const access = { config, password: tested.password, passed, ...(cutOff !== undefined && { cutOff }) }
    const folder = await openFolder(source, access, tested)
    try {
      await makeTargets(folder, tested.policy)
      const uids = await folder.uidsFrom(1)
      const count = await countMessages(folder, uids, tested)
      passed('count', countDetail(count))
      const { trust, detail } = await findServer(folder, uids)
      passed('trust', detail)
      return { ok: true, steps, count, trust }
    } finally {
      await folder.close()
    }
  } catch (error) {
    const { code, message } = toSourceError(error)
    if (error instanceof TargetError) steps.splice(steps.findIndex(({ step }) => step === 'folder'))
    const next = way.find((step) => !steps.some((gone) => gone.step === step)) ?? 'count'
    note({ step: stepOf(code) ?? next, ok: false, detail: message, code })
    return { ok: false, steps, count: null, trust: null }
  }
}

/** Mails cannot be put into a folder of the policy. */
class TargetError extends SourceError {}

/** Makes the folders that mails are moved to, as the first mail would. */
async function makeTargets(folder: Folder, { afterSuccess, afterFailure }: Tested['policy']): Promise<void> {
  for (const after of [afterSuccess, afterFailure]) {
    if (typeof after !== 'object') continue
    await folder.makeTarget(after.move).catch((error: unknown) => {
      const { code, message } = toSourceError(error)
      throw isRefusal(error) ? new TargetError(code, message, { cause: error }) : error
    })
  }
}

async function countMessages(
  folder: Folder,
  uids: readonly number[],
  { policy, ledger }: Pick<Tested, 'policy' | 'ledger'>,
) {
  const unseen = new Set(await folder.uidsUnseen())
  const counted = { uids, unseen, ...(await ledger(folder, uids)) }
  return { messages: uids.length, toHandle: countToHandle(counted, policy) }
}

function countDetail({ messages, toHandle }: { messages: number; toHandle: number }): string {
  const there = `${messages} ${messages === 1 ? 'message is' : 'messages are'} there now`
  return `${there}; the policy has ${toHandle === messages && messages > 0 ? 'all' : toHandle} of them handled.`
}
