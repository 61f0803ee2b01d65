import type { History as HistoryAnswer, HistoryEntry } from '@tubepost/api'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { GrowingList } from '../../parts/growing-list.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

/**
 * Every status that somebody has had, newest first.
 * @param since of their status now: another one is read at once
 */
export function History({ path, since }: { path: string; since: string | null | undefined }): ReactNode {
  const { say } = useSpeech()
  const query = useAnswer<HistoryAnswer>(path)
  const { refetch } = query
  useEffect(() => {
    if (since !== undefined) void refetch()
  }, [refetch, since])
  return (
    <section aria-label={say('history.title')}>
      <h2 className="group">{say('history.title')}</h2>
      <Answered query={query} empty={({ history }) => (history.length === 0 ? say('history.empty') : undefined)}>
        {({ history }) => (
          <GrowingList items={history}>
            {(entry, index) => <HistoryLine key={`${entry.at} ${history.length - index}`} entry={entry} />}
          </GrowingList>
        )}
      </Answered>
    </section>
  )
}

function HistoryLine({ entry }: { entry: HistoryEntry }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const { status, dueBack, comment, at, mailId, superseded } = entry
  return (
    <li className="row">
      <span>
        <span className="row-title">{status}</span>
        {dueBack !== null && (
          <>
            {' '}
            {say('board.until')} <Time at={dueBack} persons />
          </>
        )}
      </span>
      <span className="row-end">{superseded && <Mark kind="warn">{say('history.superseded')}</Mark>}</span>
      {comment !== null && <span className="row-rest">{comment}</span>}
      <span className="quiet row-rest">
        <Time at={at} /> ·{' '}
        {mailId === null ? (
          say('history.byCall')
        ) : may('console:read') ? (
          <Link href={`/mails/${mailId}`}>{say('history.byMail')}</Link>
        ) : (
          say('history.byMail')
        )}
      </span>
    </li>
  )
}
