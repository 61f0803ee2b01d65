import { type MantineColorScheme, NativeSelect, useMantineColorScheme } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { isLanguage, type Language, LANGUAGES } from '../words/languages.ts'
import { useSpeech } from '../words/words.tsx'
import { Notice } from './notice.tsx'

/** Language and colours of this browser. */
export function Choices(): ReactNode {
  const { language, setLanguage, say } = useSpeech()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [missed, setMissed] = useState<Language>()
  const choose = (next: Language) => {
    setMissed(undefined)
    setLanguage(next).catch(() => setMissed(next))
  }
  return (
    <div className="choices">
      <NativeSelect
        size="xs"
        label={say('frame.language')}
        value={language}
        onChange={({ currentTarget: { value } }) => {
          if (isLanguage(value)) choose(value)
        }}
        data={Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }))}
      />
      {missed !== undefined && (
        <Notice kind="problem">{say('frame.noLanguage', { name: LANGUAGES[missed].name })}</Notice>
      )}
      <NativeSelect
        size="xs"
        label={say('frame.colours')}
        value={colorScheme}
        onChange={({ currentTarget }) => setColorScheme(currentTarget.value as MantineColorScheme)}
        data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: say(`frame.${value}`) }))}
      />
    </div>
  )
}
