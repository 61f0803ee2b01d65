import { type CaseChange, type People, PRIORITIES, type WholeCase } from '@tubepost/api'
import { Button, Group, NativeSelect } from '@mantine/core'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { Problem } from '../../parts/problem.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'

/** State, priority and assignee of a case, each as it is until another is chosen. */
export function CaseForm({ known, path }: { known: WholeCase['case']; path: string }): ReactNode {
  const { say, wordFor } = useCasesSpeech()
  const may = useMay()
  const people = useAnswer<People>(may('status:read') ? '/api/status/people' : undefined, { everyMs: SELDOM_MS })
  const act = useAct()
  const [chosen, setChosen] = useState<Partial<Record<'status' | 'priority' | 'assignee', string>>>({})
  const choose = (field: keyof typeof chosen, value: string) => setChosen({ ...chosen, [field]: value })
  const nameOf = (id: string) => people.data?.people.find((person) => person.id === id)?.name ?? id
  const now = (value: string) => ({ value: '', label: say('case.stays', { value }) })
  const change = {
    version: known.version,
    ...(chosen.status && { status: chosen.status }),
    ...(chosen.priority && { priority: chosen.priority }),
    ...(chosen.assignee && { assignee: chosen.assignee === NOBODY ? null : chosen.assignee }),
  } as CaseChange
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    act.mutate({ method: 'PATCH', path, body: change }, { onSuccess: () => setChosen({}) })
  }
  return (
    <form aria-label={say('case.change')} onSubmit={save}>
      <Group align="end" gap="sm">
        <NativeSelect
          label={say('cases.status')}
          value={chosen.status ?? ''}
          onChange={({ currentTarget }) => choose('status', currentTarget.value)}
          data={[
            now(wordFor('caseStatus', known.status)),
            ...known.moves.map((value) => ({ value, label: wordFor('caseStatus', value) })),
          ]}
        />
        <NativeSelect
          label={say('case.priority')}
          value={chosen.priority ?? ''}
          onChange={({ currentTarget }) => choose('priority', currentTarget.value)}
          data={[
            now(wordFor('casePriority', known.priority)),
            ...PRIORITIES.filter((value) => value !== known.priority).map((value) => ({
              value,
              label: wordFor('casePriority', value),
            })),
          ]}
        />
        {people.data !== undefined && (
          <NativeSelect
            label={say('case.assignee')}
            value={chosen.assignee ?? ''}
            onChange={({ currentTarget }) => choose('assignee', currentTarget.value)}
            data={[
              now(known.assignee === null ? say('case.nobody') : nameOf(known.assignee)),
              ...(known.assignee === null ? [] : [{ value: NOBODY, label: say('case.nobody') }]),
              ...people.data.people
                .filter(({ id }) => id !== known.assignee)
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <Button type="submit" loading={act.isPending} disabled={Object.keys(change).length === 1}>
          {say('case.change')}
        </Button>
      </Group>
      {act.error !== null && <Problem error={act.error} />}
    </form>
  )
}

// No id of a person has a blank in it.
const NOBODY = ' '
