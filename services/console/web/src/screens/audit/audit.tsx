import type { AuditPage } from '@tubepost/api'
import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/call.ts'
import { usePages } from '../../api/use-pages.ts'
import { Answered } from '../../parts/answered.tsx'
import { dayBounds } from '../../parts/day-bounds.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { LongTable } from '../../parts/long-table.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { usePaused } from '../../parts/use-paused.ts'
import { useSpeech } from '../../words/words.tsx'
import { EntryRow } from './entry-row.tsx'

const PAGE = 50

/** Every change that somebody made or was refused, newest first, by search; pages follow each other by a cursor. */
export default function Audit(): ReactNode {
  const { say } = useSpeech()
  const { filters, setFilter } = useFilters(['who', 'what', 'since'])
  const { who, what, since } = filters
  const asked = usePaused(
    pathOf('/api/console/audit', {
      who: who.trim(),
      what: what.trim(),
      ...dayBounds({ since, until: '' }),
      limit: String(PAGE),
    }),
  )
  const pages = usePages<AuditPage>(asked, ({ next }) => next)
  const isFiltered = who + what + since !== ''
  return (
    <Screen title={say('audit.title')} curl={asked}>
      <Stack>
        <SearchBar>
          {(['who', 'what'] as const).map((name) => (
            <FilterField
              key={name}
              label={say(`audit.${name}`)}
              value={filters[name]}
              onChange={(value) => setFilter(name, value)}
            />
          ))}
          <FilterField
            label={say('mails.since')}
            type="date"
            value={since}
            onChange={(value) => setFilter('since', value)}
          />
        </SearchBar>
        <Answered
          query={pages}
          empty={({ pages: [first] }) =>
            first?.entries.length === 0 ? say(isFiltered ? 'audit.nothing' : 'audit.empty') : undefined
          }
        >
          {({ pages: shown }) => (
            <>
              <LongTable
                label={say('audit.title')}
                columns={[say('audit.what'), say('audit.answer'), say('audit.who'), say('audit.change')]}
                items={shown.flatMap(({ entries }) => entries)}
                isWhole={!pages.hasNextPage}
                keyOf={({ id }) => id}
              >
                {(entry) => <EntryRow entry={entry} />}
              </LongTable>
              {pages.hasNextPage && (
                <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  {say('audit.more')}
                </Button>
              )}
            </>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}
