import { allEvents } from '@tubepost/events'
import { expect, test } from 'vitest'
import { topologyOf } from './topology.ts'

test('every event has one stream that takes it, and that is the one it names', () => {
  const { streams } = topologyOf([], { maxBytes: 1_000, replicas: 1, atomic: true })
  const takenBy = (name: string) =>
    streams.filter(({ subjects = [] }) => subjects.some((subject) => `${name}.`.startsWith(subject.slice(0, -1))))
  const taken = allEvents.map(({ name }) => [name, takenBy(name).map((stream) => stream.name)])
  expect(taken).toEqual(allEvents.map(({ name, stream }) => [name, [stream]]))
})
