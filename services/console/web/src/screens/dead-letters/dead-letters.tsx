import { DEAD_LETTER_STATES, type DeadLetters as DeadLettersAnswer, SERVICE_NAMES } from '@tubepost/api'
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/call.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { PartSpeech, useDeadLettersSpeech } from '../../words/part-speech.tsx'
import { AllAtOnce } from './all-at-once.tsx'
import { DeadLetterRow } from './dead-letter-row.tsx'

/** Events that a service gave up, to be looked at, handled again or discarded. */
export default function DeadLetters(): ReactNode {
  return (
    <PartSpeech part="deadLetters" fallback={<Waiting />}>
      <Letters />
    </PartSpeech>
  )
}

function Letters(): ReactNode {
  const { say, wordFor } = useDeadLettersSpeech()
  const { filters, setFilter } = useFilters(['state', 'service'])
  const path = pathOf('/api/console/dead-letters', filters)
  const query = useAnswer<DeadLettersAnswer>(path, { keep: true })
  const isFiltered = filters.state + filters.service !== ''
  return (
    <Screen title={say('deadLetters.title')} curl={path}>
      <Stack>
        <SearchBar>
          <FilterChoice
            label={say('deadLetters.state')}
            options={DEAD_LETTER_STATES.map((value) => ({ value, label: wordFor('letter', value) }))}
            value={filters.state}
            onChange={(value) => setFilter('state', value)}
          />
          <FilterChoice
            label={say('deadLetters.service')}
            options={SERVICE_NAMES}
            value={filters.service}
            onChange={(value) => setFilter('service', value)}
          />
        </SearchBar>
        {query.data !== undefined && (
          <AllAtOnce atOnce={query.data.atOnce} until={query.data.until} filters={filters} />
        )}
        <Answered
          query={query}
          empty={({ deadLetters }) =>
            deadLetters.length === 0 ? say(isFiltered ? 'deadLetters.nothing' : 'deadLetters.empty') : undefined
          }
        >
          {({ deadLetters }) => (
            <ul className="rows">
              {deadLetters.map((letter) => (
                <DeadLetterRow key={letter.eventId} letter={letter} />
              ))}
            </ul>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}
