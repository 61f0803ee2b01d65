import type { ReactNode } from 'react'
import { Mark, type MarkKind } from '../../parts/mark.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'

const KINDS: Readonly<Record<string, MarkKind>> = { new: 'warn', open: 'good' }

/** State of a case, in a word and a colour. */
export function CaseMark({ status }: { status: string }): ReactNode {
  const { wordFor } = useCasesSpeech()
  return <Mark kind={KINDS[status] ?? 'plain'}>{wordFor('caseStatus', status)}</Mark>
}
