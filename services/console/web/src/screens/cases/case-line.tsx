import type { CaseEntry } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Time } from '../../parts/time.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'
import { CaseMark } from './case-mark.tsx'
import { Theirs } from './theirs.tsx'

/** The cells of one case of the list; its subject leads to the whole case. */
export function CaseLine({ one }: { one: CaseEntry }): ReactNode {
  const { say, wordFor } = useCasesSpeech()
  const { number, subject, status, priority, requester, assignee, mailbox, updatedAt, mails } = one
  return (
    <>
      <span role="cell" className="row-title">
        <Link href={`/cases/${number}`}>
          {subject.trim() === '' ? say('mail.noSubject') : <Theirs text={subject} />}
        </Link>
      </span>
      <span role="cell" className="row-end">
        <CaseMark status={status} />
      </span>
      <span role="cell" className="quiet row-rest">
        {number} · <Theirs text={requester.name ?? requester.address} /> · {mailbox} · <Time at={updatedAt} /> ·{' '}
        {say('case.mails', { count: mails })}
        {priority !== 'normal' && <> · {wordFor('casePriority', priority)}</>}
        {assignee !== null && (
          <>
            {' '}
            · <Theirs text={assignee} />
          </>
        )}
      </span>
    </>
  )
}
