import type { People, Session, Sessions as SessionsAnswer } from '@tubepost/api'
import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/call.ts'
import { useMay, useMe } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Time } from '../../parts/time.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSignOut } from '../../parts/use-sign-out.ts'
import { useSpeech } from '../../words/words.tsx'

const PATH = '/api/console/sessions'

/** Where one is signed in; an administrator may look at everybody's. */
export default function Sessions(): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const { person } = useMe()
  const { filters, setFilter } = useFilters(['all'])
  const isAll = may('admin') && filters.all !== ''
  const path = pathOf(PATH, { all: isAll ? '1' : '' })
  const query = useAnswer<SessionsAnswer>(path, { keep: true })
  const people = useAnswer<People>(isAll ? '/api/status/people' : undefined, { everyMs: SELDOM_MS })
  const nameOf = (id: string) =>
    id === person?.id ? person.name : (people.data?.people.find((one) => one.id === id)?.name ?? id)
  return (
    <Screen title={say('sessions.title')} curl={path}>
      <Stack>
        {may('admin') && (
          <div>
            <Button
              variant={isAll ? 'filled' : 'default'}
              aria-pressed={isAll}
              onClick={() => setFilter('all', isAll ? '' : '1')}
            >
              {say('sessions.all')}
            </Button>
          </div>
        )}
        <Answered query={query} empty={({ sessions }) => (sessions.length === 0 ? say('sessions.empty') : undefined)}>
          {({ sessions }) => (
            <ul className="rows">
              {sessions.map((session) => (
                <SessionRow key={session.id} session={session} name={nameOf(session.person)} />
              ))}
            </ul>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}

function SessionRow({ session, name }: { session: Session; name: string }): ReactNode {
  const { say, wordFor } = useSpeech()
  const act = useAct()
  const signOut = useSignOut()
  const { id, how, address, browser, createdAt, lastUsedAt, endsAt, current } = session
  return (
    <li className="row">
      <span className="row-title">
        {name} {current && <Mark kind="good">{say('sessions.current')}</Mark>}
      </span>
      <span className="row-end">
        <ConfirmButton
          label={say('sessions.end')}
          question={say(current ? 'sessions.endOwnQuestion' : 'sessions.endQuestion')}
          busy={act.isPending || signOut.isPending}
          onConfirm={() => (current ? signOut.mutate() : act.mutate({ method: 'DELETE', path: `${PATH}/${id}` }))}
        />
      </span>
      <span className="row-rest">
        {address} · {browser}
      </span>
      <span className="quiet row-rest">
        {wordFor('by', how)} · {say('sessions.began')} <Time at={createdAt} /> · {say('tokens.used')}{' '}
        <Time at={lastUsedAt} /> · {say('tokens.expires')} <Time at={endsAt} />
      </span>
      {act.error !== null && <Problem error={act.error} />}
    </li>
  )
}
