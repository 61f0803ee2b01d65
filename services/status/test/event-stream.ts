/** One event of a stream of Server-Sent Events. */
export interface SentEvent {
  id: string
  event: string
  data: { people?: ToldEntry[]; gone?: string[] }
}

interface ToldEntry {
  person: { id: string; name: string }
  status: { name: string } | null
  overdue: boolean
}

/** The events of an answer, one by one; comments are passed over. Ends when the server ends the stream. */
export async function* readEvents(response: Response): AsyncGenerator<SentEvent> {
  let text = ''
  for await (const part of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += part
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const),
      )
      text = text.slice(end + 2)
      const data = fields.get('data')
      if (data === undefined) continue
      yield {
        id: fields.get('id') ?? '',
        event: fields.get('event') ?? '',
        data: JSON.parse(data) as SentEvent['data'],
      }
    }
  }
}

/**
 * Reads on until an event tells of a person what fits. Changes of before may come again: a transaction that is open anywhere
 * on the server holds the place of a stream back, and tests share a server.
 *
 * @param fits given the person's entry, null where the person has gone
 */
export async function untilTold(
  stream: AsyncIterable<SentEvent>,
  personId: string,
  fits: (entry: ToldEntry | null) => boolean,
): Promise<SentEvent> {
  // Not by for-await, which would end the stream.
  const events = stream[Symbol.asyncIterator]()
  for (let next = await events.next(); next.done !== true; next = await events.next()) {
    const { people = [], gone = [] } = next.value.data
    const entry = gone.includes(personId) ? null : people.find(({ person }) => person.id === personId)
    if (entry !== undefined && fits(entry)) return next.value
  }
  throw new Error(`the stream ended before it told of ${personId}`)
}
