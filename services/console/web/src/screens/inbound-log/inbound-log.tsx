import { type HeldReplies, type MailPage, OUTCOMES } from '@tubepost/api'
import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/call.ts'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { useMailboxIds } from '../../api/use-mailbox-ids.ts'
import { usePages } from '../../api/use-pages.ts'
import { Answered } from '../../parts/answered.tsx'
import { dayBounds } from '../../parts/day-bounds.ts'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { FilterField } from '../../parts/filter-field.tsx'
import { LongTable } from '../../parts/long-table.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { SearchBar } from '../../parts/search-bar.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { usePaused } from '../../parts/use-paused.ts'
import { useSpeech } from '../../words/words.tsx'
import { MailLine } from './mail-line.tsx'

const PAGE = 50

/** Every mail that came, newest first, by search; pages follow each other by a cursor. */
export default function InboundLog(): ReactNode {
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const { filters, setFilter } = useFilters(['mailbox', 'from', 'subject', 'outcome', 'reason', 'since', 'until'])
  const mailboxIds = useMailboxIds()
  const held = useAnswer<HeldReplies>(may('notifier:read') ? '/api/notifier/held' : undefined)
  const heldReplies = new Map(held.data?.held.map(({ mailId, replyId }) => [mailId, replyId]))
  const { mailbox, from, subject, outcome, reason } = filters
  const asked = usePaused(
    pathOf('/api/console/mails', {
      mailbox,
      from,
      subject,
      outcome,
      reason,
      ...dayBounds(filters),
      limit: String(PAGE),
    }),
  )
  const pages = usePages<MailPage>(asked, ({ mails }) => (mails.length < PAGE ? undefined : mails.at(-1)?.mailId))
  const isFiltered = Object.values(filters).some((value) => value !== '')
  return (
    <Screen title={say('mails.title')} curl={asked}>
      <Stack>
        <SearchBar>
          {(['from', 'subject'] as const).map((name) => (
            <FilterField
              key={name}
              label={say(`mail.${name}`)}
              value={filters[name]}
              onChange={(value) => setFilter(name, value)}
            />
          ))}
          <FilterChoice
            label={say('mail.outcome')}
            options={['waiting', ...OUTCOMES].map((value) => ({ value, label: wordFor('outcome', value) }))}
            value={outcome}
            onChange={(value) => setFilter('outcome', value)}
          />
          {mailboxIds !== undefined && (
            <FilterChoice
              label={say('mail.mailbox')}
              options={mailboxIds}
              value={mailbox}
              onChange={(value) => setFilter('mailbox', value)}
            />
          )}
          {(['since', 'until'] as const).map((name) => (
            <FilterField
              key={name}
              label={say(`mails.${name}`)}
              type="date"
              value={filters[name]}
              onChange={(value) => setFilter(name, value)}
            />
          ))}
          {reason !== '' && (
            <Button variant="default" onClick={() => setFilter('reason', '')}>
              {say('mails.withoutReason', { reason })}
            </Button>
          )}
        </SearchBar>
        <Answered
          query={pages}
          empty={({ pages: [first] }) =>
            first?.mails.length === 0 ? say(isFiltered ? 'mails.nothing' : 'mails.empty') : undefined
          }
        >
          {({ pages: shown }) => (
            <>
              <LongTable
                label={say('mails.title')}
                columns={[say('mail.subject'), say('mail.outcome'), say('mails.about')]}
                items={shown.flatMap(({ mails }) => mails)}
                isWhole={!pages.hasNextPage}
                keyOf={({ mailId }) => mailId}
              >
                {(mail) => <MailLine mail={mail} heldReply={heldReplies.get(mail.mailId)} />}
              </LongTable>
              {pages.hasNextPage ? (
                <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  {say('mails.more')}
                </Button>
              ) : (
                <Notice>
                  {say('mails.count', { count: shown.reduce((sum, { mails }) => sum + mails.length, 0) })}
                </Notice>
              )}
            </>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}
