import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Trial } from '../../api/use-trial.ts'
import { Notice } from '../../parts/notice.tsx'
import { TrialSteps } from '../../parts/trial-steps.tsx'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { Allowance } from './allowance.tsx'
import type { Form } from './form.ts'
import { problemOfTest } from './problem-of-test.ts'

/** The test of the connection, step by step as it goes on. @param children the way on, once there is one */
export function TestStep(props: {
  trial: Trial
  form: Form
  onTest: () => void
  back: ReactNode
  children: ReactNode
}): ReactNode {
  const { trial, form, onTest, back, children } = props
  const { say } = useWizardSpeech()
  const { result, isRunning } = trial
  const problem = problemOfTest(result)
  return (
    <>
      <TrialSteps trial={trial} />
      {result?.ok === true && <Notice kind="good">{say('wizard.testOk')}</Notice>}
      {result?.ok === false && <p>{say('wizard.testFailed')}</p>}
      {problem !== undefined && 'say' in problem && <Allowance form={form} field={problem.field} />}
      {!isRunning && result === undefined && <p>{say('wizard.testNot')}</p>}
      <Group>
        {back}
        {isRunning ? (
          <Button variant="default" onClick={trial.cancel}>
            {say('act.cancel')}
          </Button>
        ) : (
          <Button variant="default" onClick={onTest}>
            {say(result === undefined ? 'wizard.toTest' : 'wizard.testAgain')}
          </Button>
        )}
        {children}
      </Group>
    </>
  )
}
