import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Trial } from '../api/use-trial.ts'
import { useSpeech } from '../words/words.tsx'
import { Mark } from './mark.tsx'
import { Problem } from './problem.tsx'

/** The steps of a test as they come, the one that failed marked; each is read out. */
export function TrialSteps({ trial: { steps, isRunning, error } }: { trial: Trial }): ReactNode {
  const { say, wordFor } = useSpeech()
  return (
    <>
      <ol className="story" aria-live="polite">
        {steps.map(({ step, ok, detail }) => (
          <li key={step} data-ok={ok}>
            <Mark kind={ok ? 'good' : 'bad'}>
              {wordFor('testStep', step)}: {say(ok ? 'test.passed' : 'test.failed')}
            </Mark>{' '}
            <span lang="en">{detail}</span>
          </li>
        ))}
        {isRunning && (
          <li>
            <Loader size="xs" aria-hidden="true" /> {say('test.underWay')}
          </li>
        )}
      </ol>
      {error !== undefined && <Problem error={error} />}
    </>
  )
}
