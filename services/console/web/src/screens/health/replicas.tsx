import type { ServiceStates } from '@tubepost/api'
import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Scrolls } from '../../parts/scrolls.tsx'
import { useHealthSpeech } from '../../words/part-speech.tsx'

const PATH = '/api/console/services'
// Each look asks every replica.
const EVERY_MS = 30_000

/** Every process with its version, and the events that wait for each consumer. */
export function Replicas(): ReactNode {
  const { say } = useHealthSpeech()
  const query = useAnswer<ServiceStates>(PATH, { everyMs: EVERY_MS })
  return (
    <section aria-label={say('health.replicas')}>
      <h2 className="group">{say('health.replicas')}</h2>
      <Answered query={query}>
        {({ replicas, consumers }) => (
          <>
            <ul className="rows">
              {replicas.map((replica) => (
                <ReplicaRow key={`${replica.service} ${replica.address}`} replica={replica} />
              ))}
            </ul>
            <h3 className="group">{say('health.waiting')}</h3>
            <Consumers consumers={consumers} />
          </>
        )}
      </Answered>
    </section>
  )
}

function ReplicaRow({ replica }: { replica: ServiceStates['replicas'][number] }): ReactNode {
  const { say } = useHealthSpeech()
  const { service, address, version, ready, failing } = replica
  return (
    <li className="row">
      <span className="row-title">{service}</span>
      <span className="row-end">
        <Mark kind={ready ? 'good' : 'bad'}>{say(ready ? 'health.works' : 'health.fails')}</Mark>
      </span>
      <span className="quiet row-rest">
        {address}
        {version !== null && ` · ${say('health.version', { version })}`}
      </span>
      {failing.map((why) => (
        <span key={why} lang="en" className="row-rest">
          {why}
        </span>
      ))}
    </li>
  )
}

function Consumers({ consumers }: Pick<ServiceStates, 'consumers'>): ReactNode {
  const { say, language } = useHealthSpeech()
  const number = new Intl.NumberFormat(language)
  return (
    <Scrolls label={say('health.waiting')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['health.consumer', 'health.stream', 'health.pending', 'health.inHand'] as const).map((word) => (
              <Table.Th key={word} scope="col">
                {say(word)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {consumers.map(({ consumer, stream, pending, inHand }) => (
            <Table.Tr key={`${consumer} ${stream}`}>
              <Table.Th scope="row">{consumer}</Table.Th>
              <Table.Td>{stream}</Table.Td>
              <Table.Td>{number.format(pending)}</Table.Td>
              <Table.Td>{number.format(inHand)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scrolls>
  )
}
