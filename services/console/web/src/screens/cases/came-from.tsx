import type { TimelineEntry } from '@tubepost/api'
import type { ReactNode } from 'react'
import { useCasesSpeech } from '../../words/part-speech.tsx'

/** The case to which the line came before that was merged into this one. */
export function CameFrom({ line: { mergedFrom } }: { line: TimelineEntry }): ReactNode {
  const { say } = useCasesSpeech()
  return mergedFrom === null ? null : <> · {say('case.cameFrom', { number: mergedFrom })}</>
}
