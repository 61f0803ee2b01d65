import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useSpeech } from '../words/words.tsx'
import { Icon } from './icons.tsx'

const TOLD_MS = 2_000

/** Copies a text, and says so for a moment. */
export function CopyButton({ label, text }: { label: string; text: () => string }): ReactNode {
  const { say } = useSpeech()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text())
    setCopied(true)
    setTimeout(() => setCopied(false), TOLD_MS)
  }
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<Icon name="copy" size={16} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? say('curl.copied') : label}</span>
    </Button>
  )
}
