import type { BoardEntry, OnePerson, Statuses } from '@tubepost/api'
import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useMay, useMe, useSetsForOthers } from '../../api/me.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { useBoard } from '../../api/use-board.ts'
import { Answered } from '../../parts/answered.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { BoardRow } from '../board/board-row.tsx'
import { SetStatus } from '../board/set-status.tsx'
import { useHeld } from '../board/use-held.ts'
import { DeletePerson } from './delete-person.tsx'
import { History } from './history.tsx'
import { Invite } from './invite.tsx'
import { PersonForm } from './person-form.tsx'

/** One person: their status now, what is known of them, and every status that they have had. */
export default function Person({ id }: { id: string }): ReactNode {
  const { say } = useSpeech()
  const path = `/api/status/people/${encodeURIComponent(id)}`
  const query = useAnswer<OnePerson>(path)
  const entry = useBoard()?.get(id)
  return (
    <Screen title={query.data?.person.name ?? say('person.title')} curl={path}>
      <Stack>
        {entry !== undefined && <StatusNow entry={entry} />}
        <Answered query={query}>{(answer) => <Known key={id} {...answer} />}</Answered>
        <History path={`${path}/history`} since={entry?.since} />
      </Stack>
    </Screen>
  )
}

function StatusNow({ entry }: { entry: BoardEntry }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const me = useMe()
  const forOthers = useSetsForOthers()
  const heldTo = useHeld()
  const { data } = useAnswer<Statuses>('/api/status/statuses', { everyMs: SELDOM_MS })
  const { id } = entry.person
  return (
    <>
      <ul className="board" aria-label={say('board.status')}>
        <BoardRow entry={entry} heldTo={heldTo.get(id)} />
      </ul>
      {may('status:set') && (forOthers || me.person?.id === id) && (
        <SetStatus people={[entry]} statuses={data?.statuses ?? []} personId={id} onChoose={undefined} />
      )}
    </>
  )
}

function Known({ person, suggested }: OnePerson): ReactNode {
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const [, go] = useLocation()
  const { filters, setFilter } = useFilters(['edit'])
  const { addresses, timeZone, locale, role, declared } = person
  const mayEdit = may('status:write') && !declared
  const stopEditing = () => setFilter('edit', '')
  return (
    <>
      <Facts
        facts={[
          [say('people.addresses'), addresses.join(', ')],
          [say('people.zone'), timeZone],
          [say('people.locale'), locale],
          [say('people.role'), wordFor('role', role)],
        ]}
      />
      {declared && <Notice>{say('directory.declared')}</Notice>}
      {suggested !== undefined && may('status:write') && (
        <Notice>
          <span lang="en">{suggested.text}</span>
        </Notice>
      )}
      {mayEdit && filters.edit !== '' ? (
        <PersonForm person={person} onSaved={stopEditing} onCancel={stopEditing} />
      ) : (
        <Group gap="xs" align="start">
          {mayEdit && (
            <Button size="compact-sm" onClick={() => setFilter('edit', '1')}>
              {say('act.edit')}
            </Button>
          )}
          {mayEdit && <DeletePerson person={person} onDeleted={() => go('/people')} />}
          <Invite person={person} />
        </Group>
      )}
    </>
  )
}
