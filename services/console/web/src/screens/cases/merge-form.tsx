import type { WholeCase } from '@tubepost/api'
import { Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'
import { pathOfMerged } from './merged-cases.tsx'
import { readCaseNumber } from './read-case-number.ts'

interface OfCase {
  known: WholeCase['case']
  path: string
}

/** Merges the case into any other by its number, and into those that are related by a press. */
export function MergeForm({ known, path }: OfCase): ReactNode {
  const { say } = useCasesSpeech()
  const [text, setText] = useState('')
  const typed = readCaseNumber(text)
  const related = known.related.map(({ number }) => number)
  return (
    <details>
      <summary>{say('case.mergeTitle')}</summary>
      <Stack gap="xs" align="start">
        <TextInput
          label={say('case.mergeInto')}
          description={say('case.mergeAbout')}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {[...new Set([...(typed === undefined ? [] : [typed]), ...related])].map((number) => (
          <MergeInto key={number} known={known} path={path} number={number} />
        ))}
      </Stack>
    </details>
  )
}

/** Merges the case into one other, after a question that says how many mails move, and leads there. */
export function MergeInto({ known, path, number }: OfCase & { number: string }): ReactNode {
  const { say } = useCasesSpeech()
  const act = useAct<WholeCase>()
  const [, goTo] = useLocation()
  return (
    <>
      <ConfirmButton
        label={say('case.merge', { number })}
        question={say('case.mergeQuestion', { count: known.mails, from: known.number, number })}
        busy={act.isPending}
        onConfirm={() =>
          act.mutate(
            { method: 'POST', path: `${path}/merge`, body: { into: number } },
            { onSuccess: (whole) => goTo(pathOfMerged(known.number, whole.case.number)) },
          )
        }
      />
      {act.error !== null && <Problem error={act.error} />}
    </>
  )
}
