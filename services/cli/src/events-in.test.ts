import { expect, test } from 'vitest'
import { eventsIn } from './events-in.ts'

async function linesOf(...parts: string[]): Promise<string[]> {
  const given = async function* () {
    yield* parts
  }
  return Array.fromAsync(eventsIn(given()))
}

test('each event is a line of JSON, however the stream is cut', async () => {
  const stream = ': the board\n\nid: 1\nevent: person\ndata: {"id":"ana"}\n\ndata: two\ndata: lines\n\ndata: {"cut'
  const expected = ['{"event":"person","data":{"id":"ana"}}\n', '{"event":"message","data":"two\\nlines"}\n']
  expect(await linesOf(stream)).toEqual(expected)
  expect(await linesOf(...stream)).toEqual(expected)
})

test('an event commands no terminal, and keeps its characters', async () => {
  const [line = ''] = await linesOf(`data: ${JSON.stringify({ subject: '\u009b31m\u202e' })}\n\n`)
  expect(line).not.toMatch(/[\u009b\u202e]/)
  expect(JSON.parse(line)).toEqual({ event: 'message', data: { subject: '\u009b31m\u202e' } })
})
