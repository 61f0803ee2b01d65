// A service whose database does not answer takes 3 s to say so for its checks, and as long again for its parts: it is no silent one.
const ANSWER_MS = 8_000
// Many times the metrics of a service with a thousand mailboxes; whoever else has its address may send without end.
const MOST_BYTES = 8 * 1024 * 1024

/** An answer of a service's probe or metrics. Throws where there is none in time, or one that is longer than any of theirs. */
export async function readProbe(at: URL): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(at, { signal: AbortSignal.timeout(ANSWER_MS) })
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > MOST_BYTES) throw new Error(`it answers with more than ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  return { status: response.status, text: Buffer.concat(parts).toString('utf8') }
}
