import type { ReactNode } from 'react'
import { Mark, type MarkKind } from '../../parts/mark.tsx'
import { useSpeech } from '../../words/words.tsx'

const KINDS: Readonly<Record<string, MarkKind>> = { sent: 'good', held: 'warn', unknown: 'warn', failed: 'bad' }

/** State of a reply, in a word and a colour. */
export function StateMark({ state }: { state: string }): ReactNode {
  const { wordFor } = useSpeech()
  return <Mark kind={KINDS[state] ?? 'plain'}>{wordFor('reply', state)}</Mark>
}
