import type { Status } from '@tubepost/api'
import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Problem } from '../../parts/problem.tsx'
import { StatusName } from '../../parts/status-name.tsx'
import { useSpeech } from '../../words/words.tsx'
import { StatusForm } from './status-form.tsx'

/** One status. @param isOpen whether it is being changed */
export function StatusLine(props: { status: Status; isOpen: boolean; onOpen: (isOpen: boolean) => void }): ReactNode {
  const { status, isOpen, onOpen } = props
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const act = useAct()
  const { id, name, aliases, type, due, declared } = status
  const mayEdit = may('status:write') && !declared
  return (
    <li className="row">
      <span className="row-title">
        <StatusName {...status} />
      </span>
      <Group gap="xs" className="row-end">
        {declared && <Mark kind="plain">{say('directory.inFile')}</Mark>}
        {mayEdit && !isOpen && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={say('statuses.editOf', { name })}
            onClick={() => onOpen(true)}
          >
            {say('act.edit')}
          </Button>
        )}
        {mayEdit && (
          <ConfirmButton
            label={say('act.delete')}
            question={say('statuses.deleteQuestion', { name })}
            busy={act.isPending}
            onConfirm={() => act.mutate({ method: 'DELETE', path: `/api/status/statuses/${encodeURIComponent(id)}` })}
          />
        )}
      </Group>
      <span className="quiet row-rest">
        {wordFor('statusType', type)} · {wordFor('due', due)}
        {aliases.length > 0 && <> · {say('statuses.alsoCalled', { aliases: aliases.join(', ') })}</>}
      </span>
      {act.error !== null && <Problem error={act.error} />}
      {mayEdit && isOpen && (
        <div className="row-rest">
          <StatusForm status={status} onSaved={() => onOpen(false)} onCancel={() => onOpen(false)} />
        </div>
      )}
    </li>
  )
}
