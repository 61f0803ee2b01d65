import type { MailboxView, MailPage } from '@tubepost/api'
import { Button, Group, Paper } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call.ts'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { useTrial } from '../../api/use-trial.ts'
import { Facts } from '../../parts/facts.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Time } from '../../parts/time.tsx'
import { TrialSteps } from '../../parts/trial-steps.tsx'
import { useNow } from '../../parts/use-now.ts'
import { writeAge } from '../../parts/write-age.ts'
import { useSpeech } from '../../words/words.tsx'
import { MailboxActs } from './mailbox-acts.tsx'
import { stateOf } from './state-of.ts'

/** One mailbox: its state, its problem with what to do, and its test on demand. @param isSought the address names it */
export function MailboxCard({ mailbox, isSought }: { mailbox: MailboxView; isSought: boolean }): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const trial = useTrial()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isSought) heading.current?.focus()
  }, [isSought])
  const { id, address, kind, preset, problem, effects, declaredInFile, waiting } = mailbox
  const state = stateOf(mailbox)
  const count = trial.result?.count ?? null
  const latest = useAnswer<MailPage>(
    may('console:read') ? pathOf('/api/console/mails', { mailbox: id, limit: '1' }) : undefined,
  )
  const lastAt = latest.data?.mails[0]?.receivedAt ?? null
  return (
    <Paper withBorder p="md" component="section" aria-label={id}>
      <Group justify="space-between" gap="xs">
        <h2 className="group" ref={heading} tabIndex={-1}>
          {id}
        </h2>
        <Mark kind={state.kind}>{say(state.word)}</Mark>
      </Group>
      {problem !== null && (
        <Notice kind="problem">
          <span lang="en">{problem.message}</span> <Time at={problem.at} />
        </Notice>
      )}
      <Facts
        facts={[
          [say('mailboxes.address'), address],
          [say('mailboxes.source'), `${kind}, ${preset}`],
          [say('mailboxes.lastMail'), lastAt === null ? null : <Time key="last" at={lastAt} />],
          [say('mailboxes.waiting'), <Waiting key="waiting" {...waiting} />],
          [say('mailboxes.setUp'), say(declaredInFile ? 'mailboxes.inFile' : 'mailboxes.overHttp')],
        ]}
      />
      {declaredInFile && may('fetcher:write') && <p className="quiet">{say('mailboxes.changedInFile')}</p>}
      <details>
        <summary>{say('mailboxes.effects')}</summary>
        <ul lang="en">
          {effects.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </details>
      <Group mt="sm" gap="xs">
        {may('fetcher:write') && (
          <Button
            variant="default"
            size="compact-sm"
            loading={trial.isRunning}
            onClick={() => void trial.run(`/api/fetcher/mailboxes/${id}/test`)}
          >
            {say('mailboxes.test')}
          </Button>
        )}
        {trial.isRunning && (
          <Button variant="default" size="compact-sm" onClick={trial.cancel}>
            {say('act.cancel')}
          </Button>
        )}
        {may('console:read') && (
          <Button component={Link} href={`/mails?mailbox=${id}`} variant="default" size="compact-sm">
            {say('mailboxes.mails')}
          </Button>
        )}
        <MailboxActs mailbox={mailbox} />
      </Group>
      <TrialSteps trial={trial} />
      {count !== null && (
        <Notice kind="good">{say('mailboxes.count', { count: count.messages, handled: count.toHandle })}</Notice>
      )}
    </Paper>
  )
}

/** How far the mailbox is behind: how long its oldest mail has waited for an outcome. */
function Waiting({ mails, oldestAt }: MailboxView['waiting']): ReactNode {
  const { language, say } = useSpeech()
  const now = useNow()
  if (oldestAt === null) return say('mailboxes.nothingWaits')
  return (
    <time dateTime={oldestAt}>
      {say('mailboxes.waits', { count: mails, age: writeAge(oldestAt, { now, locale: language }) })}
    </time>
  )
}
