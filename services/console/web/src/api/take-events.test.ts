import { expect, test } from 'vitest'
import { takeEvents } from './take-events.ts'

test('events are read whole, however the stream was cut', () => {
  const stream = 'event: step\ndata: {"a":1}\n\n: ping\n\nevent: test\ndata: {"b":"x"}\n\n'
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const first = takeEvents(stream.slice(0, cut))
    const second = takeEvents(first.rest + stream.slice(cut))
    expect([...first.data, ...second.data, second.rest]).toEqual(['{"a":1}', '{"b":"x"}', ''])
  }
})
