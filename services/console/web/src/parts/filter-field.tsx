import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

/** A filter that is typed: words, or a day. */
export function FilterField(props: {
  label: string
  type?: 'search' | 'date'
  value: string
  onChange: (value: string) => void
}): ReactNode {
  const { label, type = 'search', value, onChange } = props
  return (
    <TextInput
      label={label}
      type={type}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
