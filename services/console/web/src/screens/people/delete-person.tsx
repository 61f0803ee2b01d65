import type { Person } from '@tubepost/api'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'

/** Deletes somebody whom the set-up file does not declare, after a question. */
export function DeletePerson({ person, onDeleted }: { person: Person; onDeleted?: () => void }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const act = useAct()
  if (!may('status:write')) return null
  const { id, name } = person
  return (
    <>
      <ConfirmButton
        label={say('act.delete')}
        question={say('people.deleteQuestion', { name })}
        busy={act.isPending}
        onConfirm={() =>
          act.mutate(
            { method: 'DELETE', path: `/api/status/people/${encodeURIComponent(id)}` },
            { onSuccess: () => onDeleted?.() },
          )
        }
      />
      {act.error !== null && <Problem error={act.error} />}
    </>
  )
}
