import type { Alerts as AlertsAnswer, OneAlert } from '@tubepost/api'
import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useHealthSpeech } from '../../words/part-speech.tsx'
import { usePartWords } from '../../words/use-part-words.ts'
import { writeAlert, type WrittenAlert } from './write-alert.ts'

type Alert = AlertsAnswer['alerts'][number]

const PATH = '/api/console/alerts'
// Each look asks every replica.
const EVERY_MS = 30_000

/** The rules that hold now, with what to do, and below them all the others. */
export function Alerts(): ReactNode {
  const { say } = useHealthSpeech()
  const query = useAnswer<AlertsAnswer>(PATH, { everyMs: EVERY_MS })
  const { came, failed } = usePartWords('alerts')
  // Better in English than not at all.
  const spoken = came ?? (failed === undefined ? undefined : ({ words: {}, language: 'en' } as const))
  return (
    <section aria-label={say('health.alerts')}>
      <h2 className="group">{say('health.alerts')}</h2>
      <Answered query={query}>
        {({ alerts }) => {
          if (spoken === undefined) return <Waiting />
          const holding = alerts.filter(({ state }) => state === 'holds')
          const others = alerts.filter(({ state }) => state !== 'holds')
          return (
            <>
              <Notice kind={holding.length === 0 ? 'good' : 'problem'}>
                {holding.length === 0 ? say('health.noAlert') : say('health.someAlerts', { count: holding.length })}
              </Notice>
              <AlertRows alerts={holding} write={(alert) => writeAlert(alert, spoken)} />
              <details>
                <summary>{say('health.otherAlerts', { count: others.length })}</summary>
                <AlertRows alerts={others} write={(alert) => writeAlert(alert, spoken)} />
              </details>
            </>
          )
        }}
      </Answered>
    </section>
  )
}

const AlertRows = (props: { alerts: readonly Alert[]; write: (alert: Alert) => WrittenAlert }): ReactNode => (
  <ul className="rows">
    {props.alerts.map((alert) => (
      <AlertRow key={alert.name} alert={alert} written={props.write(alert)} />
    ))}
  </ul>
)

function AlertRow({ alert, written }: { alert: Alert; written: WrittenAlert }): ReactNode {
  const { say, wordFor } = useHealthSpeech()
  const [isOpen, setOpen] = useState(false)
  const { name, severity, state, for: lasting } = alert
  return (
    <li className="row">
      <span className="row-title row-word">{name}</span>
      <Group gap="xs" className="row-end">
        <Mark kind="plain">{wordFor('severity', severity)}</Mark>
        <Mark kind={state === 'holds' ? 'bad' : state === 'silent' ? 'good' : 'plain'}>
          {wordFor('alertState', state)}
        </Mark>
      </Group>
      {written.sentences.map((sentence) => (
        <strong key={sentence} lang={written.language} className="row-rest">
          {sentence}
        </strong>
      ))}
      <span lang={written.language} className="row-rest quiet">
        {written.about}
      </span>
      <Group gap="sm" className="row-rest">
        <Button
          variant="default"
          size="compact-sm"
          aria-label={say('health.runbookOf', { name })}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {say('health.runbook')}
        </Button>
        {state !== 'unknown' && <span className="quiet">{say('health.lasting', { time: lasting })}</span>}
      </Group>
      {isOpen && <Runbook name={name} />}
    </li>
  )
}

/** Its entry of the runbook, which is in English alone. */
function Runbook({ name }: { name: string }): ReactNode {
  const { say, language } = useHealthSpeech()
  const query = useAnswer<OneAlert>(`${PATH}/${name}`, { everyMs: false })
  return (
    <div className="row-rest">
      <Answered query={query}>
        {({ alert }) => (
          <>
            {language !== 'en' && <p className="quiet intro">{say('health.runbookEnglish')}</p>}
            <pre className="raw" lang="en">
              {alert.runbook}
            </pre>
          </>
        )}
      </Answered>
    </div>
  )
}
