import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useSpeech } from '../words/words.tsx'

/**
 * An act that cannot be taken back: the first press asks, the second, on the same button, acts. What was asked is done, even
 * where the screen shows other numbers by then.
 */
export function ConfirmButton(props: {
  label: string
  question: string
  busy: boolean
  onConfirm: () => void
}): ReactNode {
  const { label, question, busy, onConfirm } = props
  const { say } = useSpeech()
  const [asked, setAsked] = useState<{ readonly question: string; readonly onConfirm: () => void }>()
  return (
    <Group gap="xs" className="confirm">
      <Button
        variant={asked === undefined ? 'default' : 'filled'}
        {...(asked !== undefined && { color: 'red' })}
        size="compact-sm"
        loading={busy}
        onClick={() => {
          setAsked(asked === undefined ? { question, onConfirm } : undefined)
          asked?.onConfirm()
        }}
      >
        <span aria-live="polite">{asked?.question ?? label}</span>
      </Button>
      {asked !== undefined && (
        <Button variant="default" size="compact-sm" onClick={() => setAsked(undefined)}>
          {say('act.cancel')}
        </Button>
      )}
    </Group>
  )
}
