import { HANDLINGS, type MailboxPolicy } from '@tubepost/api'
import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { sameValue } from './policy-fields.ts'

type Handling = MailboxPolicy['afterSuccess']

const FIRST_FOLDER = 'Done'

/** Marked, moved, deleted or kept; a move has a folder. @param preset the value unless the field is set */
export function HandlingField(props: {
  about: { label: string; description: string; error: ReactNode }
  value: Handling
  preset: Handling
  onChange: (value: Handling) => void
}): ReactNode {
  const { about, value, preset, onChange } = props
  const { say, wordFor } = useWizardSpeech()
  const isMove = typeof value === 'object'
  const nameOf = (handling: Handling): string =>
    typeof handling === 'object' ? `${say('wizard.move')}: ${handling.move}` : wordFor('handling', handling)
  const labelled = (handling: Handling, label: string) =>
    sameValue(handling, preset) ? say('wizard.ofPreset', { value: label }) : label
  return (
    <>
      <NativeSelect
        {...about}
        error={isMove ? undefined : about.error}
        value={isMove ? 'move' : value}
        onChange={({ currentTarget: { value: chosen } }) =>
          onChange(
            chosen === 'move'
              ? typeof preset === 'object'
                ? preset
                : { move: FIRST_FOLDER }
              : (chosen as Exclude<Handling, object>),
          )
        }
        data={[
          ...HANDLINGS.map((one) => ({ value: one, label: labelled(one, nameOf(one)) })),
          {
            value: 'move',
            label: typeof preset === 'object' ? labelled(preset, nameOf(preset)) : say('wizard.move'),
          },
        ]}
      />
      {isMove && (
        <TextInput
          label={`${say('wizard.moveTo')} (${about.label})`}
          value={value.move}
          error={about.error}
          required
          spellCheck={false}
          autoComplete="off"
          onChange={({ currentTarget }) => onChange({ move: currentTarget.value })}
        />
      )}
    </>
  )
}
