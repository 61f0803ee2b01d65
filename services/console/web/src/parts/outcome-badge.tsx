import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'
import { Mark, type MarkKind } from './mark.tsx'

/** The outcome of a mail, in a word and a colour. */
export function OutcomeBadge({ outcome }: { outcome: string | null }): ReactNode {
  const { wordFor } = useSpeech()
  return <Mark kind={KINDS[outcome ?? 'waiting'] ?? 'plain'}>{wordFor('outcome', outcome ?? 'waiting')}</Mark>
}

const KINDS: Readonly<Record<string, MarkKind>> = { applied: 'good', rejected: 'warn', failed: 'bad' }
