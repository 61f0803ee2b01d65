import type { WholeCase } from '@tubepost/api'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'

export interface Splitting {
  /** The line that is being split off, or was to be. */
  readonly entry: string | undefined
  readonly busy: boolean
  readonly error: Error | null
  splitOff(entry: string): void
}

/** Makes a mail of a case one of its own, and leads there. It is the screen's, from which the mail's line is gone before that. */
export function useSplitting(path: string): Splitting {
  const act = useAct<WholeCase>()
  const [, goTo] = useLocation()
  const [entry, setEntry] = useState<string>()
  const splitOff = (wanted: string) => {
    setEntry(wanted)
    act.mutate(
      { method: 'POST', path: `${path}/split`, body: { entries: [wanted] } },
      { onSuccess: ({ case: created }) => goTo(`/cases/${created.number}`) },
    )
  }
  return { entry, busy: act.isPending, error: act.error, splitOff }
}

export function SplitOff({ entry, splitting }: { entry: string; splitting: Splitting }): ReactNode {
  const { say } = useCasesSpeech()
  const { busy, error, splitOff } = splitting
  const isThis = splitting.entry === entry
  return (
    <>
      <ConfirmButton
        label={say('case.split')}
        question={say('case.splitQuestion')}
        busy={isThis && busy}
        onConfirm={() => splitOff(entry)}
      />
      {isThis && error !== null && <Problem error={error} />}
    </>
  )
}
