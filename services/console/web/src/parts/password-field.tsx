import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'

/** A field for a password that may be shown while it is typed. */
export function PasswordField(props: PasswordInputProps): ReactNode {
  const { say } = useSpeech()
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': say('act.showPassword') }} {...props} />
}
