import type { BoardEntry, Statuses } from '@tubepost/api'
import { Button, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call.ts'
import { WALL_PATH } from '../../api/open-paths.ts'
import { useMay, useMe, useSetsForOthers } from '../../api/me.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { useBoard } from '../../api/use-board.ts'
import { Waiting } from '../../parts/answered.tsx'
import { arrangeBoard } from '../../parts/arrange-board.ts'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { FilterField } from '../../parts/filter-field.tsx'
import { GrowingList } from '../../parts/growing-list.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { BoardRow } from './board-row.tsx'
import { useHeld } from './use-held.ts'
import { SetStatus } from './set-status.tsx'

// The browser's own search finds each of so many; twenty thousand at once held the page up for nine seconds.
const AT_ONCE = 300

/** Everybody's status, live; one's own to be set, and others' by those who may. */
export default function Board(): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const me = useMe()
  const people = useBoard()
  const { filters, setFilter } = useFilters(['q', 'status', 'group'])
  const { data } = useAnswer<Statuses>('/api/status/statuses', { everyMs: SELDOM_MS })
  const heldTo = useHeld()
  const [chosen, setChosen] = useState<string>()
  const statuses = data?.statuses ?? []
  const forOthers = useSetsForOthers()
  const setFor = chosen ?? me.person?.id
  const everybody = people === undefined ? undefined : [...people.values()]
  return (
    <Screen title={say('board.title')} curl="/api/status/board">
      <Stack gap="md">
        {may('status:set') && everybody !== undefined && (
          <SetStatus
            people={everybody}
            statuses={statuses}
            personId={setFor}
            onChoose={forOthers ? setChosen : undefined}
          />
        )}
        <SearchBar>
          <FilterField label={say('board.filter')} value={filters.q} onChange={(value) => setFilter('q', value)} />
          <FilterChoice
            label={say('board.status')}
            options={statuses.map(({ name }) => name)}
            value={filters.status}
            onChange={(value) => setFilter('status', value)}
          />
          <Button
            variant={filters.group === 'status' ? 'filled' : 'default'}
            aria-pressed={filters.group === 'status'}
            onClick={() => setFilter('group', filters.group === 'status' ? '' : 'status')}
          >
            {say('board.group')}
          </Button>
          <Button component={Link} variant="default" href={pathOf(WALL_PATH, filters)}>
            {say('wall.open')}
          </Button>
        </SearchBar>
        <People
          everybody={everybody}
          filters={filters}
          heldTo={heldTo}
          {...(forOthers && may('status:set') && { onChoose: setChosen })}
        />
      </Stack>
    </Screen>
  )
}

function People(props: {
  everybody: readonly BoardEntry[] | undefined
  filters: { q: string; status: string; group: string }
  /** By the person's id. */
  heldTo: ReadonlyMap<string, string>
  onChoose?: (personId: string) => void
}): ReactNode {
  const { everybody, filters, heldTo, onChoose } = props
  const { say } = useSpeech()
  if (everybody === undefined) return <Waiting />
  if (everybody.length === 0) return <Notice>{say('board.empty')}</Notice>
  const groups = arrangeBoard(everybody, filters)
  if (groups.length === 0) return <Notice>{say('board.nobody')}</Notice>
  return groups.map(({ name, people }) => (
    <section key={name ?? ''} aria-label={name ?? say('board.people')}>
      {name !== undefined && (
        <h2 className="group">
          {name === '' ? say('board.unknown') : name} ({people.length})
        </h2>
      )}
      <GrowingList items={people} step={AT_ONCE} className="board">
        {(entry) => (
          <BoardRow
            key={entry.person.id}
            entry={entry}
            heldTo={heldTo.get(entry.person.id)}
            {...(onChoose !== undefined && { onChoose })}
          />
        )}
      </GrowingList>
    </section>
  ))
}
