import type { MailStory } from '@tubepost/api'
import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Notice } from '../../parts/notice.tsx'
import { OutcomeBadge } from '../../parts/outcome-badge.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'
import { RawHeader } from './raw-header.tsx'
import { StoryStep } from './story-step.tsx'

// A story that goes on is worth watching.
const LIVE_EVERY_MS = 2_000

/** One mail and all that happened to it, each step with its reason. */
export default function Mail({ id }: { id: string }): ReactNode {
  const { say } = useSpeech()
  const path = `/api/console/mails/${encodeURIComponent(id)}`
  const query = useAnswer<MailStory>(path, { everyMs: LIVE_EVERY_MS })
  return (
    <Screen title={query.data?.mail.subject?.trim() || say('mail.title')} curl={path}>
      <Answered query={query}>{(story) => <Story {...story} />}</Answered>
    </Screen>
  )
}

function Story({ mail, story, complete }: MailStory): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const requeue = useAct()
  const replies = [
    ...new Set(story.flatMap(({ data }) => (typeof data['replyId'] === 'string' ? [data['replyId']] : []))),
  ]
  return (
    <Stack>
      <Facts
        facts={[
          [say('mail.outcome'), <OutcomeBadge key="outcome" outcome={mail.outcome} />],
          [say('mail.reason'), mail.reason === null ? null : <ReasonLink key="reason" reason={mail.reason} />],
          [say('mail.from'), mail.from],
          [say('mail.mailbox'), mail.mailbox],
          [say('mail.received'), mail.receivedAt === null ? null : <Time key="received" at={mail.receivedAt} />],
          [say('mail.messageId'), mail.messageId],
        ]}
      />
      <Group>
        {may('fetcher:write') && mail.outcome !== null && (
          <ConfirmButton
            label={say('mail.requeue')}
            question={say('mail.requeueQuestion')}
            busy={requeue.isPending}
            onConfirm={() => requeue.mutate({ method: 'POST', path: `/api/fetcher/mails/${mail.mailId}/requeue` })}
          />
        )}
        {may('notifier:read') &&
          replies.map((replyId) => (
            <Button key={replyId} component={Link} href={`/outbox/${replyId}`} variant="default" size="compact-sm">
              {say('mail.reply')}
            </Button>
          ))}
      </Group>
      {requeue.error !== null && <Problem error={requeue.error} />}
      {requeue.isSuccess && <Notice kind="good">{say('mail.requeued')}</Notice>}
      {mail.prunedAt !== null && <Notice>{say('mail.pruned')}</Notice>}
      <section aria-label={say('mail.story')}>
        <h2 className="group">{say('mail.story')}</h2>
        <ol className="story">
          {story.map((line, index) => (
            <StoryStep key={`${line.at} ${line.event} ${index}`} line={line} />
          ))}
        </ol>
        {!complete && <Notice>{say('mail.goesOn')}</Notice>}
      </section>
      {may('fetcher:read') && <RawHeader mailId={mail.mailId} />}
    </Stack>
  )
}

/** Other mails that ended so. */
function ReasonLink({ reason }: { reason: string }): ReactNode {
  return <Link href={`/mails?reason=${encodeURIComponent(reason)}`}>{reason}</Link>
}
