import type { MailboxView } from '@tubepost/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'

/** Changes of a mailbox that the set-up file does not declare. It is enabled by the wizard, which asks for the number of mails. */
export function MailboxActs({ mailbox }: { mailbox: MailboxView }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const act = useAct()
  const { id, enabled, entry, declaredInFile } = mailbox
  if (!may('fetcher:write') || declaredInFile) return null
  const path = `/api/fetcher/mailboxes/${id}`
  return (
    <>
      <Button component={Link} href={`/mailboxes/${id}`} variant="default" size="compact-sm">
        {say('mailboxes.change')}
      </Button>
      {enabled ? (
        <Button
          variant="default"
          size="compact-sm"
          loading={act.isPending}
          onClick={() => act.mutate({ method: 'PUT', path, body: { ...entry, enabled: false } })}
        >
          {say('mailboxes.pause')}
        </Button>
      ) : (
        <Button component={Link} href={`/mailboxes/${id}?step=confirm`} variant="default" size="compact-sm">
          {say('mailboxes.enable')}
        </Button>
      )}
      <ConfirmButton
        label={say('act.delete')}
        question={say('mailboxes.deleteQuestion', { id })}
        busy={act.isPending}
        onConfirm={() => act.mutate({ method: 'DELETE', path })}
      />
      {act.error !== null && <Problem error={act.error} />}
    </>
  )
}
