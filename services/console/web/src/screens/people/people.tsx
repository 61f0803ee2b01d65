import { type People as PeopleAnswer, type Person, ROLES } from '@tubepost/api'
import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { FilterField } from '../../parts/filter-field.tsx'
import { fitsWords } from '../../parts/fits-words.ts'
import { ImportList } from '../../parts/import-list.tsx'
import { LongTable } from '../../parts/long-table.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { DeletePerson } from './delete-person.tsx'
import { PersonForm } from './person-form.tsx'

const PATH = '/api/status/people'

/** Everybody whose mails set a status; who is not in the set-up file is added, changed and deleted here. */
export default function People(): ReactNode {
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const [, go] = useLocation()
  const { filters, setFilter } = useFilters(['q', 'role', 'new', 'import'])
  const query = useAnswer<PeopleAnswer>(PATH)
  const isAdding = may('status:write') && filters.new !== ''
  const isImporting = may('status:write') && filters.import !== '' && !isAdding
  return (
    <Screen title={say('people.title')} curl={PATH}>
      <Stack>
        {isAdding && <PersonForm onSaved={({ id }) => go(`/people/${id}`)} onCancel={() => setFilter('new', '')} />}
        {isImporting && <ImportList list="people" onClose={() => setFilter('import', '')} />}
        <Group align="end" gap="sm">
          <SearchBar>
            <FilterField label={say('board.filter')} value={filters.q} onChange={(value) => setFilter('q', value)} />
            <FilterChoice
              label={say('people.role')}
              options={ROLES.map((value) => ({ value, label: wordFor('role', value) }))}
              value={filters.role}
              onChange={(value) => setFilter('role', value)}
            />
          </SearchBar>
          {may('status:write') && !isAdding && (
            <Button onClick={() => setFilter('new', '1')}>{say('people.new')}</Button>
          )}
          {may('status:write') && !isAdding && !isImporting && (
            <Button variant="default" onClick={() => setFilter('import', '1')}>
              {say('import.title')}
            </Button>
          )}
          <Button component="a" variant="default" href="/api/status/people.csv" download="people.csv">
            {say('import.download')}
          </Button>
        </Group>
        <Answered query={query} empty={({ people }) => (people.length === 0 ? say('people.empty') : undefined)}>
          {({ people }) => {
            const fitting = people
              .filter(({ role }) => filters.role === '' || role === filters.role)
              .filter(({ id, name, addresses }) => fitsWords(filters.q, [name, id, ...addresses]))
            if (fitting.length === 0) return <Notice>{say('board.nobody')}</Notice>
            return (
              <LongTable
                label={say('people.title')}
                columns={[say('people.name'), say('people.role'), say('people.addresses')]}
                items={fitting}
                isWhole
                keyOf={({ id }) => id}
              >
                {(person) => <PersonLine person={person} />}
              </LongTable>
            )
          }}
        </Answered>
      </Stack>
    </Screen>
  )
}

function PersonLine({ person }: { person: Person }): ReactNode {
  const { say, wordFor } = useSpeech()
  const { id, name, addresses, timeZone, locale, role, declared } = person
  return (
    <>
      <span role="cell" className="row-title">
        <Link href={`/people/${id}`}>{name}</Link>
      </span>
      <Group role="cell" gap="xs" className="row-end">
        {role !== 'user' && <Mark kind="plain">{wordFor('role', role)}</Mark>}
        {declared ? <Mark kind="plain">{say('directory.inFile')}</Mark> : <DeletePerson person={person} />}
      </Group>
      <span role="cell" className="quiet row-rest">
        {addresses.join(', ')} · {timeZone} · {locale}
      </span>
    </>
  )
}
