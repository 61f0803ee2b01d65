import type { MailHeader } from '@tubepost/api'
import { type ReactNode, useState } from 'react'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { useSpeech } from '../../words/words.tsx'

/** The header block as the ledger has it, asked for when somebody opens it. */
export function RawHeader({ mailId }: { mailId: string }): ReactNode {
  const { say } = useSpeech()
  const [isOpen, setOpen] = useState(false)
  const path = `/api/fetcher/mails/${encodeURIComponent(mailId)}/header`
  const query = useAnswer<MailHeader>(isOpen ? path : undefined, { everyMs: false })
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('mail.header')}</summary>
      {isOpen && (
        <Answered query={query} empty={({ header }) => (header === null ? say('mail.pruned') : undefined)}>
          {({ header }) => <pre className="raw">{header}</pre>}
        </Answered>
      )}
    </details>
  )
}
