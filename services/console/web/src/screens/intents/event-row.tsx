import type { JournalEvent } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

// As the journal writes it where no mail is behind an event.
const NO_MAILBOX = '-'

/** One event: its sentence, which leads to its mail, and its data. */
export function EventRow({
  event: { event, mailId, mailbox, at, service, text, data },
}: {
  event: JournalEvent
}): ReactNode {
  const { say } = useSpeech()
  return (
    <li className="row">
      {mailbox === NO_MAILBOX ? (
        <span className="row-title" lang="en">
          {text}
        </span>
      ) : (
        <Link href={`/mails/${mailId}`} className="row-title" lang="en">
          {text}
        </Link>
      )}
      <span className="row-end quiet">
        <Time at={at} />
      </span>
      <span className="quiet row-rest">
        {mailbox === NO_MAILBOX ? '' : `${mailbox} · `}
        {service}
      </span>
      <details className="row-rest">
        <summary>
          {say('intents.data')} <code className="wrap">{event}</code>
        </summary>
        <pre className="raw">{JSON.stringify(data, null, 2)}</pre>
      </details>
    </li>
  )
}
