import type { HeldReplies, ReplyStory } from '@tubepost/api'
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'
import { HeldActs } from './held-acts.tsx'
import { StateMark } from './state-mark.tsx'

/** One reply: its words, the mail as it is sent, and every try. */
export default function Reply({ id }: { id: string }): ReactNode {
  const { say } = useSpeech()
  const path = `/api/notifier/outbox/${encodeURIComponent(id)}`
  const query = useAnswer<ReplyStory>(path)
  return (
    <Screen title={query.data?.reply.subject ?? say('outbox.reply')} curl={path}>
      <Answered query={query}>{(story) => <Story {...story} />}</Answered>
    </Screen>
  )
}

function Story({ reply, attempts }: ReplyStory): ReactNode {
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const isHeld = reply.state === 'held'
  const held = useAnswer<HeldReplies>(isHeld ? '/api/notifier/held' : undefined)
  const why = held.data?.held.find(({ replyId }) => replyId === reply.replyId)?.reason
  return (
    <Stack>
      {isHeld && (
        <Notice>
          {why !== undefined && <p lang="en">{why}</p>}
          <HeldActs replyId={reply.replyId} />
        </Notice>
      )}
      <Facts
        facts={[
          [say('outbox.state'), <StateMark key="state" state={reply.state} />],
          [say('outbox.recipient'), reply.to],
          [say('outbox.kind'), wordFor('kind', reply.kind === 'personal' ? 'answer' : reply.kind)],
          [say('mail.mailbox'), reply.mailbox],
          [say('outbox.createdAt'), <Time key="created" at={reply.createdAt} />],
          [say('outbox.finishedAt'), reply.finishedAt === null ? null : <Time key="finished" at={reply.finishedAt} />],
          [say('outbox.nextAt'), reply.nextAt === null ? null : <Time key="next" at={reply.nextAt} />],
          [say('outbox.result'), reply.result],
          [say('outbox.problem'), reply.problem],
          [say('mail.messageId'), reply.messageId],
          [
            say('outbox.causedBy'),
            may('console:read') && reply.mailId !== null ? (
              <Link key="mail" href={`/mails/${reply.mailId}`}>
                {say('outbox.theMail')}
              </Link>
            ) : null,
          ],
        ]}
      />
      {reply.text !== null && (
        <section aria-label={say('outbox.text')}>
          <h2 className="group">{say('outbox.text')}</h2>
          <pre className="raw">{reply.text}</pre>
        </section>
      )}
      {attempts.length > 0 && (
        <section aria-label={say('outbox.attempts')}>
          <h2 className="group">{say('outbox.attempts')}</h2>
          <ol className="story">
            {attempts.map(({ number, at, outcome, answer }) => (
              <li key={number}>
                <Time at={at} /> · {outcome === null ? say('outbox.underWay') : wordFor('attempt', outcome)}
                {answer !== null && (
                  <>
                    <br />
                    <code className="wrap">{answer}</code>
                  </>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
      {reply.raw !== null && (
        <details>
          <summary>{say('outbox.raw')}</summary>
          <pre className="raw">{reply.raw}</pre>
        </details>
      )}
    </Stack>
  )
}
