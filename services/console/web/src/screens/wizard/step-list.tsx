import type { ReactNode } from 'react'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { type StepName, STEPS } from './steps.ts'

/** All steps; those that can be opened lead there. */
export function StepList(props: {
  shown: StepName
  open: readonly StepName[]
  onOpen: (step: StepName) => void
}): ReactNode {
  const { shown, open, onOpen } = props
  const { say, wordFor } = useWizardSpeech()
  return (
    <nav aria-label={say('wizard.steps')}>
      <ol className="wizard-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <button
              type="button"
              aria-current={step === shown ? 'step' : undefined}
              disabled={!open.includes(step)}
              onClick={() => onOpen(step)}
            >
              {wordFor('wizardStep', step)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
