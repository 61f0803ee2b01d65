/**
 * The least that any program could do: a bare server of Server-Sent Events that tells all its clients of a change, which its
 * parent asks for by a message. It answers with the time in milliseconds, since 1970, at which it began to write.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const clients = new Set<ServerResponse>()
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n')
  clients.add(response)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', (tag: string) => {
  process.send?.({ at: performance.timeOrigin + performance.now() })
  for (const client of clients)
    client.write(`event: change\ndata: ${JSON.stringify({ people: [{ comment: tag }] })}\n\n`)
})
