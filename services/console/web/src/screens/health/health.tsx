import type { Conservation, Readiness } from '@tubepost/api'
import { Stack, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { readReadiness } from '../../api/read-readiness.ts'
import { FRESH_EVERY_MS, useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { PartSpeech, useHealthSpeech } from '../../words/part-speech.tsx'
import { Alerts } from './alerts.tsx'
import { Rates } from './rates.tsx'
import { Replicas } from './replicas.tsx'

const BOOKS = '/api/console/conservation'

/** Whether every service can do its work, which alerts would fire, and whether every mail is accounted for. */
export default function Health(): ReactNode {
  return (
    <PartSpeech part="health" fallback={<Waiting />}>
      <Sections />
    </PartSpeech>
  )
}

function Sections(): ReactNode {
  const { say } = useHealthSpeech()
  const readiness = useQuery({
    queryKey: ['/readyz'],
    queryFn: ({ signal }) => readReadiness(signal),
    refetchInterval: FRESH_EVERY_MS,
  })
  const books = useAnswer<Conservation>(BOOKS)
  return (
    <Screen title={say('health.title')} curl={BOOKS}>
      <Stack gap="xl">
        <section aria-label={say('health.services')}>
          <h2 className="group">{say('health.services')}</h2>
          <Answered query={readiness}>{(answer) => <Services {...answer} />}</Answered>
        </section>
        <Alerts />
        <Rates />
        <section aria-label={say('health.books')}>
          <h2 className="group">{say('health.books')}</h2>
          <Answered query={books}>{(answer) => <Books {...answer} />}</Answered>
        </section>
        <Replicas />
      </Stack>
    </Screen>
  )
}

function Services({ ready, checks, degraded = [] }: Readiness): ReactNode {
  const { say, wordFor } = useHealthSpeech()
  return (
    <>
      <Notice kind={ready ? 'good' : 'problem'}>{say(ready ? 'health.ready' : 'health.notReady')}</Notice>
      <ul className="rows">
        {Object.entries(checks).map(([name, { ok, detail }]) => (
          <li key={name} className="row">
            <span className="row-title">{wordFor('check', name)}</span>
            <span className="row-end">
              <Mark kind={ok ? 'good' : 'bad'}>{say(ok ? 'health.works' : 'health.fails')}</Mark>
            </span>
            {detail !== '' && (
              <span lang="en" className="row-rest">
                {detail}
              </span>
            )}
          </li>
        ))}
        {degraded.map(({ mailbox, code }) => (
          <li key={mailbox} className="row">
            <Link href="/mailboxes" className="row-title">
              {say('health.mailbox', { id: mailbox })}
            </Link>
            <span className="row-end">
              <Mark kind="warn">{say('health.fails')}</Mark>
            </span>
            <code className="row-rest">{code}</code>
          </li>
        ))}
      </ul>
    </>
  )
}

function Books(books: Conservation): ReactNode {
  const { say, wordFor } = useHealthSpeech()
  const { received, waiting, settled, replies, journal, difference, lag } = books
  const isEven = difference === 0 && journal.conflicts === 0
  const rows: [string, ReactNode][] = [
    [say('health.received'), <BookLink key="r" count={received} to="/mails" />],
    [wordFor('outcome', 'waiting'), <BookLink key="w" count={waiting} to="/mails?outcome=waiting" />],
    ...Object.entries(settled).map(([outcome, count]): [string, ReactNode] => [
      wordFor('outcome', outcome),
      <BookLink key={outcome} count={count} to={`/mails?outcome=${outcome}`} />,
    ]),
    ...Object.entries(replies).map(([state, count]): [string, ReactNode] => [
      say('health.replies', { state: wordFor('reply', state) }),
      <BookLink key={state} count={count} to={`/outbox?state=${state}`} />,
    ]),
    [say('health.journal'), <BookLink key="j" count={journal.received} />],
    [say('health.deadLetters'), <BookLink key="d" count={journal.deadLetters} to="/dead-letters" />],
    [say('health.difference'), <BookLink key="x" count={difference} />],
    [say('health.lag'), <BookLink key="l" count={lag.events} />],
  ]
  return (
    <>
      <Notice kind={isEven || lag.events > 0 ? 'good' : 'problem'}>
        {say(isEven ? 'health.even' : lag.events > 0 ? 'health.behind' : 'health.uneven')}
      </Notice>
      <Table className="books">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}

function BookLink({ count, to }: { count: number; to?: string }): ReactNode {
  const { language } = useHealthSpeech()
  const written = new Intl.NumberFormat(language).format(count)
  return to === undefined || count === 0 ? written : <Link href={to}>{written}</Link>
}
