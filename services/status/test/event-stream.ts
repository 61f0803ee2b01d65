/** One event of a stream of Server-Sent Events. */
export interface SentEvent {
  id: string
  event: string
  data: { people?: { person: { id: string }; status: { name: string } | null; overdue: boolean }[]; gone?: string[] }
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
