import { type HeldReplies, type Outbox as OutboxAnswer, REPLY_STATES } from '@tubepost/api'
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { FilterField } from '../../parts/filter-field.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { Time } from '../../parts/time.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { HeldActs } from './held-acts.tsx'
import { StateMark } from './state-mark.tsx'

/** The replies, those that wait for a person first. */
export default function Outbox(): ReactNode {
  const { say, wordFor } = useSpeech()
  const { filters, setFilter } = useFilters(['state', 'recipient'])
  const path = pathOf('/api/notifier/outbox', filters)
  const held = useAnswer<HeldReplies>('/api/notifier/held')
  const replies = useAnswer<OutboxAnswer>(path, { keep: true })
  return (
    <Screen title={say('outbox.title')} curl={path}>
      <Stack>
        {held.data !== undefined && held.data.held.length > 0 && (
          <section aria-label={say('outbox.held')}>
            <h2 className="group">{say('outbox.held')}</h2>
            <ul className="rows">
              {held.data.held.map((reply) => (
                <li key={reply.replyId} className="row">
                  <Link href={`/outbox/${reply.replyId}`} className="row-title">
                    {reply.subject}
                  </Link>
                  <span className="row-end">
                    <StateMark state={reply.state} />
                  </span>
                  <span className="quiet row-rest">
                    {say('outbox.to', { address: reply.to })} · <Time at={reply.createdAt} />
                  </span>
                  <span lang="en" className="row-rest">
                    {reply.reason}
                  </span>
                  <span className="row-rest">
                    <HeldActs replyId={reply.replyId} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <SearchBar>
          <FilterChoice
            label={say('outbox.state')}
            options={REPLY_STATES.map((value) => ({ value, label: wordFor('reply', value) }))}
            value={filters.state}
            onChange={(value) => setFilter('state', value)}
          />
          <FilterField
            label={say('outbox.recipient')}
            value={filters.recipient}
            onChange={(value) => setFilter('recipient', value)}
          />
        </SearchBar>
        <Answered
          query={replies}
          empty={(answer) =>
            answer.replies.length === 0
              ? say(filters.state + filters.recipient === '' ? 'outbox.empty' : 'outbox.nothing')
              : undefined
          }
        >
          {(answer) => (
            <ul className="rows">
              {answer.replies.map(({ replyId, subject, state, to, createdAt, attempts, problem }) => (
                <li key={replyId} className="row">
                  <Link href={`/outbox/${replyId}`} className="row-title">
                    {subject}
                  </Link>
                  <span className="row-end">
                    <StateMark state={state} />
                  </span>
                  <span className="quiet row-rest">
                    {say('outbox.to', { address: to })} · <Time at={createdAt} />
                    {attempts > 1 && <> · {say('outbox.tries', { count: attempts })}</>}
                    {problem !== null && <> · {problem}</>}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}
