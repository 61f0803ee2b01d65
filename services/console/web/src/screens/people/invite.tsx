import type { Invitation, Person } from '@tubepost/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'

/** Makes a link by which somebody signs in and sets a password, and shows it this once. */
export function Invite({ person: { id, name } }: { person: Person }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const act = useAct<Invitation>()
  if (!may('admin')) return null
  const link = act.data?.link
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        loading={act.isPending}
        onClick={() => act.mutate({ method: 'POST', path: `/api/console/people/${encodeURIComponent(id)}/invite` })}
      >
        {say('invite.make')}
      </Button>
      {act.error !== null && <Problem error={act.error} />}
      {link !== undefined && (
        <Notice kind="good">
          {say('invite.once', { name })} <code className="wrap">{link}</code>{' '}
          <CopyButton label={say('invite.copy')} text={() => link} />
        </Notice>
      )}
    </>
  )
}
