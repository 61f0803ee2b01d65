import { CASE_STATUSES, type CasePage } from '@tubepost/api'
import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/call.ts'
import { useMe } from '../../api/me.ts'
import { useMailboxIds } from '../../api/use-mailbox-ids.ts'
import { usePages } from '../../api/use-pages.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { FilterField } from '../../parts/filter-field.tsx'
import { LongTable } from '../../parts/long-table.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { usePaused } from '../../parts/use-paused.ts'
import { PartSpeech, useCasesSpeech } from '../../words/part-speech.tsx'
import { CaseLine } from './case-line.tsx'

const PAGE = 50

/** The cases, the one that changed last first. */
export default function Cases(): ReactNode {
  return (
    <PartSpeech part="cases" fallback={<Waiting />}>
      <List />
    </PartSpeech>
  )
}

function List(): ReactNode {
  const { say, wordFor } = useCasesSpeech()
  const { person } = useMe()
  const { filters, setFilter } = useFilters(['q', 'status', 'mailbox', 'assignee', 'requester'])
  const mailboxIds = useMailboxIds()
  const asked = usePaused(pathOf('/api/case/cases', { ...filters, limit: String(PAGE) }))
  const pages = usePages<CasePage>(asked, ({ next }) => (next === null ? undefined : encodeURIComponent(next)))
  const isFiltered = Object.values(filters).some((value) => value !== '')
  return (
    <Screen title={say('cases.title')} curl={asked}>
      <Stack>
        <SearchBar>
          <FilterField label={say('cases.words')} value={filters.q} onChange={(value) => setFilter('q', value)} />
          <FilterField
            label={say('case.requester')}
            value={filters.requester}
            onChange={(value) => setFilter('requester', value)}
          />
          <FilterChoice
            label={say('cases.status')}
            options={CASE_STATUSES.map((value) => ({ value, label: wordFor('caseStatus', value) }))}
            value={filters.status}
            onChange={(value) => setFilter('status', value)}
          />
          {person !== null && (
            <FilterChoice
              label={say('case.assignee')}
              options={[{ value: person.id, label: say('cases.mine') }]}
              value={filters.assignee}
              onChange={(value) => setFilter('assignee', value)}
            />
          )}
          {mailboxIds !== undefined && (
            <FilterChoice
              label={say('mail.mailbox')}
              options={mailboxIds}
              value={filters.mailbox}
              onChange={(value) => setFilter('mailbox', value)}
            />
          )}
        </SearchBar>
        <Answered
          query={pages}
          empty={({ pages: [first] }) =>
            first?.cases.length === 0 ? say(isFiltered ? 'cases.nothing' : 'cases.empty') : undefined
          }
        >
          {({ pages: shown }) => (
            <>
              <LongTable
                label={say('cases.title')}
                columns={[say('mail.subject'), say('cases.status'), say('cases.about')]}
                items={shown.flatMap(({ cases }) => cases)}
                isWhole={!pages.hasNextPage}
                keyOf={({ id }) => id}
              >
                {(one) => <CaseLine one={one} />}
              </LongTable>
              {shown.at(-1)?.partial === true && <Notice>{say('cases.partial')}</Notice>}
              {pages.hasNextPage ? (
                <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  {say('cases.more')}
                </Button>
              ) : (
                <Notice>
                  {say('cases.count', { count: shown.reduce((sum, { cases }) => sum + cases.length, 0) })}
                </Notice>
              )}
            </>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}
