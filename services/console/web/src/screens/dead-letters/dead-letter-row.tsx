import type { DeadLetterHead, OneDeadLetter } from '@tubepost/api'
import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeadLettersSpeech } from '../../words/part-speech.tsx'

/** One dead letter; the event in it is asked for when it is opened. */
export function DeadLetterRow({ letter }: { letter: DeadLetterHead }): ReactNode {
  const { say, wordFor } = useDeadLettersSpeech()
  const may = useMay()
  const act = useAct()
  const [isOpen, setOpen] = useState(false)
  const { eventId, mailId, service, state, at, deaths, name, error, attempts } = letter
  const path = `/api/console/dead-letters/${eventId}`
  return (
    <li className="row">
      <Link href={`/mails/${mailId}`} className="row-title">
        {name ?? say('deadLetters.unreadable')}
      </Link>
      <span className="row-end">
        <Mark kind={state === 'open' ? 'bad' : 'plain'}>{wordFor('letter', state)}</Mark>
      </span>
      <span className="quiet row-rest">
        {service} · <Time at={at} /> · {say('deadLetters.tries', { count: attempts })} ·{' '}
        {say('deadLetters.deaths', { count: deaths })}
      </span>
      <code className="row-rest wrap">
        {error.code}: {error.message}
      </code>
      <Group gap="xs" className="row-rest">
        {may('console:write') && state === 'open' && (
          <>
            {name !== null && (
              <Button
                size="compact-sm"
                loading={act.isPending}
                onClick={() => act.mutate({ method: 'POST', path: `${path}/redrive` })}
              >
                {say('deadLetters.redrive')}
              </Button>
            )}
            <ConfirmButton
              label={say('act.discard')}
              question={say('deadLetters.discardQuestion')}
              busy={act.isPending}
              onConfirm={() => act.mutate({ method: 'POST', path: `${path}/discard` })}
            />
          </>
        )}
        <Button variant="default" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say('deadLetters.event')}
        </Button>
      </Group>
      {act.error !== null && <Problem error={act.error} />}
      {isOpen && <Event path={path} />}
    </li>
  )
}

function Event({ path }: { path: string }): ReactNode {
  const query = useAnswer<OneDeadLetter>(path, { everyMs: false })
  return (
    <div className="row-rest">
      <Answered query={query}>
        {({ deadLetter: { event, text } }) => (
          <pre className="raw">{event === null ? text : JSON.stringify(event, null, 2)}</pre>
        )}
      </Answered>
    </div>
  )
}
