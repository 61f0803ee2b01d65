import type { DryRunMail } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Facts } from '../../parts/facts.tsx'
import { ReadingLine } from '../../parts/reading-line.tsx'
import { useSpeech } from '../../words/words.tsx'

/** The way of a mail to its verdict, with the reason of each step. */
export function MailVerdict({ run }: { run: DryRunMail }): ReactNode {
  const { say, wordFor } = useSpeech()
  const from = run.from.map(({ name, address }) => (name === null ? address : `${name} <${address}>`)).join(', ')
  return (
    <>
      <Facts
        facts={[
          [say('mail.from'), from],
          [say('mail.subject'), run.subject],
          [say('tryIt.class'), run.class],
          [say('tryIt.mayReply'), say(run.mayReply ? 'answer.yes' : 'answer.no')],
          [say('tryIt.attachments'), run.attachments.map(({ name }) => name ?? '?').join(', ')],
          [say('tryIt.unread'), run.unread?.message ?? ''],
        ]}
      />
      {run.reading !== undefined && run.reading !== null && <ReadingLine reading={run.reading} />}
      <ol className="decisions">
        {run.decisions.map(({ step, verdict, reason }) => (
          <li key={step}>
            <strong>
              {wordFor('step', step)}: {verdict}
            </strong>
            <br />
            <span lang="en">{reason}</span>
          </li>
        ))}
      </ol>
      {run.text !== null && (
        <details>
          <summary>{say('tryIt.text')}</summary>
          <pre className="raw">{run.text}</pre>
        </details>
      )}
    </>
  )
}
