import type { MailboxPolicy, MailboxTest, Preset } from '@tubepost/api'
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import type { Form } from './form.ts'
import { HandlingField } from './handling-field.tsx'
import {
  type ChoiceField,
  CHOICES,
  FOLDER_CHOICES,
  HANDLING_FIELDS,
  presetValue,
  READING_CHOICES,
  withValue,
  wholePolicy,
} from './policy-fields.ts'
import { TrustOffer } from './trust-offer.tsx'

/** The policy, field by field over the preset. */
export function PolicyStep(props: { form: Form; preset: Preset; trust: MailboxTest['trust'] | undefined }): ReactNode {
  const { form, preset, trust } = props
  const { draft, change, problemAt } = form
  const { say, wordFor } = useWizardSpeech()
  const policy = wholePolicy(draft.policy, preset)
  const set = <Field extends keyof MailboxPolicy>(field: Field, value: MailboxPolicy[Field]) =>
    change({ policy: withValue(draft.policy, preset, field, value) }, `policy.${field}`)
  const about = (field: keyof MailboxPolicy) => ({
    label: wordFor('policy', field),
    description: wordFor('policyAbout', field),
    error: problemAt(`policy.${field}`),
  })
  const choose = ({ name, values }: ChoiceField) => (
    <NativeSelect
      key={name}
      {...about(name)}
      value={policy[name]}
      onChange={({ currentTarget }) => set(name, currentTarget.value as never)}
      data={values.map((value) => {
        const label = wordFor('choice', `${name}.${value}`)
        const isPreset = value === presetValue(name, preset, draft.policy)
        return { value, label: isPreset ? say('wizard.ofPreset', { value: label }) : label }
      })}
    />
  )
  const check = (name: 'trustedRun' | 'caseSensitive') => (
    <Checkbox
      key={name}
      {...about(name)}
      checked={policy[name]}
      onChange={({ currentTarget }) => set(name, currentTarget.checked)}
    />
  )
  const { trustedAuthservId } = policy
  const hasFolder = draft.kind !== 'smtp'
  return (
    <>
      <p>{say('wizard.policyIntro', { preset: preset.name })}</p>
      {hasFolder && FOLDER_CHOICES.map(choose)}
      {hasFolder &&
        HANDLING_FIELDS.map((name) => (
          <HandlingField
            key={name}
            about={about(name)}
            value={policy[name]}
            preset={presetValue(name, preset, draft.policy)}
            onChange={(value) => set(name, value)}
          />
        ))}
      <TrustOffer
        trust={trust}
        policy={policy}
        onTake={({ authservId, trustedHops }) => {
          const believing = withValue(draft.policy, preset, 'trustedAuthservId', authservId)
          const counting = withValue(believing, preset, 'trustedHops', trustedHops)
          change({ policy: withValue(counting, preset, 'leastTrust', 'plausible') }, 'policy.leastTrust')
        }}
      />
      {CHOICES.map(choose)}
      {typeof trustedAuthservId === 'object' && trustedAuthservId !== null ? (
        <TextInput
          {...about('trustedAuthservId')}
          value="Microsoft 365"
          readOnly
          rightSectionWidth="auto"
          rightSection={
            <Button size="compact-xs" variant="default" onClick={() => set('trustedAuthservId', null)}>
              {say('act.delete')}
            </Button>
          }
        />
      ) : (
        <TextInput
          {...about('trustedAuthservId')}
          value={trustedAuthservId ?? ''}
          spellCheck={false}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => set('trustedAuthservId', value === '' ? null : value)}
        />
      )}
      <TextInput
        {...about('trustedHops')}
        type="number"
        min={0}
        max={20}
        value={String(policy.trustedHops)}
        onChange={({ currentTarget }) => set('trustedHops', Number(currentTarget.value))}
      />
      {check('trustedRun')}
      {READING_CHOICES.map(choose)}
      {check('caseSensitive')}
      {!hasFolder && (
        <TextInput
          {...about('maxMailBytes')}
          type="number"
          min={1_024}
          value={String(policy.maxMailBytes)}
          onChange={({ currentTarget }) => set('maxMailBytes', Number(currentTarget.value))}
        />
      )}
    </>
  )
}
