import { NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'

/** A filter that is chosen, or none of it. @param all the words for none */
export function FilterChoice(props: {
  label: string
  all?: string
  options: readonly (string | { value: string; label: string })[]
  value: string
  onChange: (value: string) => void
}): ReactNode {
  const { say } = useSpeech()
  const { label, all = say('filter.all'), options, value, onChange } = props
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={[{ value: '', label: all }, ...options]}
    />
  )
}
