import type { Rates as RatesAnswer } from '@tubepost/api'
import { Table, useComputedColorScheme } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Time } from '../../parts/time.tsx'
import { Scrolls } from '../../parts/scrolls.tsx'
import { useHealthSpeech } from '../../words/part-speech.tsx'
import { COUNTED } from './rate-series.ts'

const PATH = '/api/console/rates'
const EVERY_MS = 60_000
// Its library is as large as all other screens together, and is for this one alone.
const RatesChart = lazy(() => import('./rates-chart.tsx'))

/** How many mails and replies there were within a day: drawn, and as a table with the same numbers. */
export function Rates(): ReactNode {
  const { say } = useHealthSpeech()
  // A canvas keeps the colours that it was drawn with.
  const scheme = useComputedColorScheme('light')
  const query = useAnswer<RatesAnswer>(PATH, { everyMs: EVERY_MS })
  return (
    <section aria-label={say('health.rates')}>
      <h2 className="group">{say('health.rates')}</h2>
      <Answered query={query}>
        {({ buckets }) => (
          <>
            <Suspense fallback={<Waiting />}>
              <RatesChart key={scheme} buckets={buckets} />
            </Suspense>
            <details>
              <summary>{say('health.ratesTable')}</summary>
              <RatesTable buckets={buckets} />
            </details>
          </>
        )}
      </Answered>
    </section>
  )
}

function RatesTable({ buckets }: Pick<RatesAnswer, 'buckets'>): ReactNode {
  const { say, language } = useHealthSpeech()
  const number = new Intl.NumberFormat(language)
  return (
    <Scrolls label={say('health.ratesTable')}>
      <Table className="rates">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{say('health.from')}</Table.Th>
            {COUNTED.map(({ name, word }) => (
              <Table.Th key={name} scope="col">
                {say(word)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {buckets.toReversed().map((bucket) => (
            <Table.Tr key={bucket.at}>
              <Table.Th scope="row">
                <Time at={bucket.at} />
              </Table.Th>
              {COUNTED.map(({ name }) => (
                <Table.Td key={name}>{number.format(bucket[name])}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scrolls>
  )
}
