import type { EventTypes } from '@tubepost/api'
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pathOf, Refused } from '../../api/call.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { EVENTS_PATH, useEvents } from '../../api/use-events.ts'
import { useMailboxIds } from '../../api/use-mailbox-ids.ts'
import { Answered } from '../../parts/answered.tsx'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { Contract } from './contract.tsx'
import { EventRow } from './event-row.tsx'

const ALL_INTENTS = 'intent'

/** Intents of the parser, as they happen, with the contract of each event; other events can be followed alike. */
export default function Intents(): ReactNode {
  const { say } = useSpeech()
  const { filters, setFilter } = useFilters(['name', 'mailbox'])
  const filter = { name: filters.name === '' ? ALL_INTENTS : filters.name, mailbox: filters.mailbox }
  const query = useEvents(filter)
  const types = useAnswer<EventTypes>('/api/console/event-types', { everyMs: false })
  const mailboxIds = useMailboxIds()
  const shown = types.data?.types.filter(({ name }) => name === filter.name || name.startsWith(`${filter.name}.`)) ?? []
  return (
    <Screen title={say('intents.title')} curl={pathOf(EVENTS_PATH, filter)}>
      <Stack>
        <p className="quiet intro">{say('intents.intro')}</p>
        <SearchBar>
          {types.data !== undefined && (
            <FilterChoice
              label={say('intents.event')}
              all={say('intents.all')}
              options={types.data.types.map(({ name }) => name)}
              value={filters.name}
              onChange={(value) => setFilter('name', value)}
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
        {shown.map((type) => (
          <Contract key={type.name} type={type} />
        ))}
        {query.data !== undefined && query.error instanceof Refused && <Problem error={query.error} />}
        <Answered query={query} empty={({ events }) => (events.length === 0 ? say('intents.nothing') : undefined)}>
          {({ events }) => (
            <ul className="rows" aria-label={say('intents.title')}>
              {events.map((event) => (
                <EventRow key={event.eventId} event={event} />
              ))}
            </ul>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}
