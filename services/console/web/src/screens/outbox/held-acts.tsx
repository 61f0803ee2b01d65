import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'

/** Releases or discards a held reply. */
export function HeldActs({ replyId }: { replyId: string }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const act = useAct()
  if (!may('notifier:write')) return null
  const path = `/api/notifier/held/${replyId}`
  return (
    <>
      <Group gap="xs">
        <Button
          size="compact-sm"
          loading={act.isPending}
          onClick={() => act.mutate({ method: 'POST', path: `${path}/release` })}
        >
          {say('outbox.release')}
        </Button>
        <ConfirmButton
          label={say('act.discard')}
          question={say('outbox.discardQuestion')}
          busy={act.isPending}
          onConfirm={() => act.mutate({ method: 'POST', path: `${path}/discard` })}
        />
      </Group>
      {act.error !== null && <Problem error={act.error} />}
    </>
  )
}
