import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Refused, Unreachable } from '../api/call.ts'
import { Misread } from '../api/use-set-status.ts'
import { useSpeech } from '../words/words.tsx'
import { Notice } from './notice.tsx'

/** Why a call did not succeed: the service's own sentence, that nobody answered, or that the page itself came upon something. */
export function Problem({ error, children }: { error: Error; children?: ReactNode }): ReactNode {
  const { say, wordFor } = useSpeech()
  const isKnown = error instanceof Refused || error instanceof Misread || error instanceof Unreachable
  return (
    <Notice kind="problem">
      <Group gap="sm">
        {error instanceof Refused &&
          (isOver(error) ? <span>{say('state.signedOut')}</span> : <span lang="en">{error.message}</span>)}
        {error instanceof Misread && <span>{wordFor('reading', error.code)}</span>}
        {error instanceof Unreachable && <span>{say('state.unreachable')}</span>}
        {!isKnown && <span>{say('state.unexpected')}</span>}
        {children}
      </Group>
    </Notice>
  )
}

/** Refused while a screen was open, since its session had ended. Its sentence would be read when there is one again. */
const isOver = ({ code }: Refused): boolean => code === 'unauthorized'
