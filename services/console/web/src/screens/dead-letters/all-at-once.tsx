import type { DeadLetters } from '@tubepost/api'
import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useDeadLettersSpeech } from '../../words/part-speech.tsx'
import { type AllLetters, useHandleAll } from './use-handle-all.ts'

/** Handles all that fit the filter, once their number is confirmed. */
export function AllAtOnce(props: Pick<DeadLetters, 'atOnce' | 'until'> & Pick<AllLetters, 'filters'>): ReactNode {
  const { atOnce, until, filters } = props
  const { say } = useDeadLettersSpeech()
  const may = useMay()
  const all = useHandleAll()
  const button = (verb: AllLetters['verb'], label: string, question: string) =>
    // One alone has buttons of its own.
    atOnce[verb] > 1 && (
      <ConfirmButton
        label={label}
        question={question}
        busy={all.isPending}
        onConfirm={() => all.mutate({ verb, filters, count: atOnce[verb], until })}
      />
    )
  if (!may('console:write')) return null
  return (
    <>
      <Group gap="sm">
        {button(
          'redrive',
          say('deadLetters.redriveAll', { count: atOnce.redrive }),
          say('deadLetters.redriveAllQuestion', { count: atOnce.redrive }),
        )}
        {button(
          'discard',
          say('deadLetters.discardAll', { count: atOnce.discard }),
          say('deadLetters.discardAllQuestion', { count: atOnce.discard }),
        )}
      </Group>
      {all.isSuccess && <Notice kind="good">{told()}</Notice>}
      {all.error !== null && <Problem error={all.error} />}
    </>
  )

  function told(): string {
    const { done, refused, remaining } = all.data ?? { done: 0, refused: 0, remaining: 0 }
    return [
      say(all.variables?.verb === 'discard' ? 'deadLetters.discarded' : 'deadLetters.redriven', { count: done }),
      refused > 0 && say('deadLetters.refused', { count: refused }),
      remaining > 0 && say('deadLetters.remaining', { count: remaining }),
    ]
      .filter(Boolean)
      .join(' ')
  }
}
