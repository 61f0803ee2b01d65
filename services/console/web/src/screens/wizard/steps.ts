import type { Filled } from './draft.ts'

export const STEPS = ['kind', 'server', 'test', 'policy', 'confirm'] as const
export type StepName = (typeof STEPS)[number]

const isStep = (text: string): text is StepName => (STEPS as readonly string[]).includes(text)

/**
 * The steps that can be opened, in their order: what a later one is about must have been said before. Pure.
 * @param isTested whether these very settings were tested, or are those of the saved mailbox
 */
export function openSteps(draft: Filled, isTested: boolean): readonly StepName[] {
  if (draft.kind === 'maildir') return ['kind']
  if (missingFields(draft).length > 0) return STEPS.slice(0, 2)
  return isTested ? STEPS : STEPS.slice(0, 3)
}

/** The step that is shown: the one of the address where it can be opened, else the last that can. Pure. */
export function stepShown(asked: string, first: StepName, open: readonly StepName[]): StepName {
  const wanted = isStep(asked) ? asked : first
  return open.includes(wanted) ? wanted : (open.at(-1) ?? 'kind')
}

/** Fields of the step `server` without which there is nothing to test, in the API's spelling. Pure. */
export function missingFields({ kind, address, id, host, username }: Filled): string[] {
  const needed = { address, id, ...(kind === 'imap' && { 'source.host': host, 'source.username': username }) }
  return Object.entries(needed).flatMap(([path, text]) => (text.trim() === '' ? [path] : []))
}

const SERVER_FIELDS = /^(id|address|source)(\.|$)/

/** The step on which a field stands; undefined for one that stands on none. Pure. */
export function stepOfField(path: string): StepName | undefined {
  if (SERVER_FIELDS.test(path)) return 'server'
  return path.startsWith('policy.') ? 'policy' : undefined
}
