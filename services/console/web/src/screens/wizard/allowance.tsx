import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import type { Form } from './form.ts'
import type { AllowanceField } from './problem-of-test.ts'

/** A check that an administrator may switch off for this server, with what speaks for it. */
export function Allowance({ form, field }: { form: Form; field: AllowanceField }): ReactNode {
  const { draft, change, problemAt } = form
  const { say } = useWizardSpeech()
  return field === 'source.allowPrivateAddress' ? (
    <Checkbox
      label={say('wizard.private')}
      description={say('wizard.privateHint')}
      checked={draft.allowPrivateAddress}
      error={problemAt(field)}
      onChange={({ currentTarget: { checked } }) => change({ allowPrivateAddress: checked }, field)}
    />
  ) : (
    <Checkbox
      label={say('wizard.unverified')}
      description={say('wizard.unverifiedHint')}
      checked={!draft.tlsVerify}
      error={problemAt(field)}
      onChange={({ currentTarget: { checked } }) => change({ tlsVerify: !checked }, field)}
    />
  )
}
