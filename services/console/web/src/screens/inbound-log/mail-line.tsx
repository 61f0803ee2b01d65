import type { MailHead } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { OutcomeBadge } from '../../parts/outcome-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

/** The cells of one mail of the log; its subject leads to the whole story. @param heldReply id of the reply to it that is held */
export function MailLine({ mail, heldReply }: { mail: MailHead; heldReply: string | undefined }): ReactNode {
  const { say } = useSpeech()
  const { mailId, from, subject, receivedAt, outcome, reason, mailbox } = mail
  return (
    <>
      <span role="cell" className="row-title">
        <Link href={`/mails/${mailId}`}>
          {subject === null || subject.trim() === '' ? say('mail.noSubject') : subject}
        </Link>
      </span>
      <span role="cell" className="row-end">
        <OutcomeBadge outcome={outcome} />
      </span>
      <span role="cell" className="quiet row-rest">
        {from ?? say('mail.noSender')} · {mailbox}
        {receivedAt !== null && (
          <>
            {' · '}
            <Time at={receivedAt} />
          </>
        )}
        {reason !== null && <> · {reason}</>}
        {heldReply !== undefined && (
          <>
            {' · '}
            <Link href={`/outbox/${heldReply}`}>{say('board.held')}</Link>
          </>
        )}
      </span>
    </>
  )
}
