import { Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { type StepName, STEPS } from './steps.ts'

/** The heading of a step, which has the focus when the step is opened: a screen reader says where one is. */
export function StepHead({ step }: { step: StepName }): ReactNode {
  const { say, wordFor } = useWizardSpeech()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Title order={2} size="h3" ref={heading} tabIndex={-1}>
      {say('wizard.stepOf', {
        number: STEPS.indexOf(step) + 1,
        of: STEPS.length,
        name: wordFor('wizardStep', step),
      })}
    </Title>
  )
}
