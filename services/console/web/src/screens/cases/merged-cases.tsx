import type { WholeCase } from '@tubepost/api'
import { type ReactNode, useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'
import { Sentence } from './theirs.tsx'

/** The cases that are part of this one, each that was merged into it itself with the way back. */
export function MergedCases({ merged, number: into }: Pick<WholeCase['case'], 'merged' | 'number'>): ReactNode {
  return (
    <ul className="plain">
      {merged.map((one) =>
        one.into === into ? (
          <Merged key={one.id} number={one.number} />
        ) : (
          <li key={one.id}>
            {one.number} → {one.into}
          </li>
        ),
      )}
    </ul>
  )
}

function Merged({ number }: { number: string }): ReactNode {
  const { say } = useCasesSpeech()
  const may = useMay()
  const act = useAct()
  return (
    <li>
      {number}{' '}
      {may('case:write') && (
        <ConfirmButton
          label={say('case.unmerge')}
          question={say('case.unmergeQuestion', { number })}
          busy={act.isPending}
          onConfirm={() => act.mutate({ method: 'POST', path: `/api/case/cases/${number}/unmerge` })}
        />
      )}
      {act.error !== null && <Problem error={act.error} />}
    </li>
  )
}

/** The screen of a case, as whoever comes from one that was merged into it sees it. */
export const pathOfMerged = (from: string, into: string): string => `/cases/${into}?merged=${from}`

interface Way {
  from: string
  into: string
}

/**
 * In place of a case that was merged: leads on to the one that has its mails.
 * @param isKnown it was read just now; of a case that was kept from before the merge may have been undone since
 */
export function MergedAway({ from, into, isKnown }: Way & { isKnown: boolean }): ReactNode {
  const [, goTo] = useLocation()
  useEffect(() => {
    if (isKnown) goTo(pathOfMerged(from, into), { replace: true })
  }, [from, into, isKnown, goTo])
  return <MergedNotice from={from} into={into} />
}

export function MergedNotice({ from, into }: Way): ReactNode {
  const { say } = useCasesSpeech()
  return (
    <Notice>
      <Sentence text={say('case.wasMerged', { from })} values={{ into: <Link href={`/cases/${into}`}>{into}</Link> }} />
    </Notice>
  )
}
