import { plainJson } from './plain-json.ts'

/** A line of JSON, `{"event", "data"}`, for each event of a stream of server-sent events (WHATWG HTML §9.2.6). */
export async function* eventsIn(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const part of parts) {
    const blocks = (rest + part).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const valuesOf = (field: string) =>
        lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trim())
      const data = valuesOf('data')
      // Comments keep the connection open, and say nothing.
      if (data.length > 0)
        yield `${plainJson({ event: valuesOf('event')[0] ?? 'message', data: valueOf(data.join('\n')) })}\n`
    }
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
