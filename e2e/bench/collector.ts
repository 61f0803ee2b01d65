import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An OTLP/HTTP collector that only counts, so that tracing is measured as it is used. */
export async function startCollector(): Promise<{ url: string; spans: () => number; stop: () => void }> {
  let spans = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      spans += Buffer.concat(parts).toString('utf8').split('"spanId"').length - 1
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, spans: () => spans, stop: () => server.close() }
}
