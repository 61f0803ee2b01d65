import { Agent, type IncomingMessage, request as httpRequest } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { type Caller, CALLER_HEADERS, MAIL_BYTES, RefusedRequest } from '@tubepost/service'

/** A call that has been judged, with what it has for a body: nothing, all bytes of it, or a mail that is coming in. */
export interface Call {
  readonly method: string
  /** As it stood in the request line, and was judged. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer | Readable | undefined
}

// A connection for each call: none is shared, so none can be held by one caller and missed by another.
const agent = new Agent({ keepAlive: false })
// Longer than Test Connection and a count take with a mail server at its slowest.
const ANSWER_BEGINS_MS = 300_000
const RETRY_AFTER_SECONDS = 5

/** Headers for one connection alone, RFC 9110 §7.6.1. Node says them anew for the next. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
// `Expect` has been answered here. Length and authorization are ours to say; a cookie is a secret between a browser and us.
const OURS = new Set(['authorization', 'content-length', 'cookie', 'expect', 'host'])
const PREFIX = 'x-tubepost-'

/**
 * Sends a call to the service behind, byte for byte the target that was judged, and resolves with its answer as soon as
 * that begins. Rejects with a RefusedRequest. The call ends at once when the signal is aborted.
 * @param token the one that the services know
 */
export function handOn(
  call: Call,
  { url, token, caller, signal }: { url: string; token: string; caller: Caller; signal: AbortSignal },
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url)
  const { method, target: path, body } = call
  const headers = handedOn(call, token, caller)
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ agent, host: hostname, port, method, path, headers, signal })
    const late = setTimeout(() => sent.destroy(), ANSWER_BEGINS_MS).unref()
    sent.once('close', () => clearTimeout(late))
    sent.on('error', () => reject(signal.aborted ? callerGone() : noAnswer()))
    sent.once('response', (answer) => {
      clearTimeout(late)
      resolve(answer)
    })
    if (body === undefined || Buffer.isBuffer(body)) sent.end(body)
    else {
      const limited = limitedTo(MAIL_BYTES)
      const fail = (error: Error) => {
        reject(error)
        sent.destroy()
      }
      limited.on('error', fail)
      body.on('error', fail)
      body.pipe(limited).pipe(sent)
    }
  })
}

/** A mail that is handed on while it comes in, up to a number of bytes. */
function limitedTo(most: number): Transform {
  let length = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length
      if (length > most) done(tooLarge())
      else done(null, chunk)
    },
  })
}

export const tooLarge = () =>
  new RefusedRequest(413, 'too_large', `A mail may have ${MAIL_BYTES / 1024 / 1024} MiB at most.`)

const noAnswer = () =>
  new RefusedRequest(
    503,
    'unavailable',
    'The service behind does not answer now. Try again in a moment.',
    RETRY_AFTER_SECONDS,
  )

/** Nobody reads this answer; it is no failure for the log either. */
const callerGone = () => new RefusedRequest(499, 'gone', 'The caller went before the answer came.')

function handedOn({ headers, body }: Call, token: string, caller: Caller): Record<string, string | string[]> {
  const length = Buffer.isBuffer(body)
    ? String(body.length)
    : body === undefined
      ? undefined
      : headers['content-length']
  return {
    ...withoutHops(headers, (name) => OURS.has(name) || name.startsWith(PREFIX)),
    ...(length !== undefined && { 'content-length': length }),
    authorization: `Bearer ${token}`,
    [CALLER_HEADERS.token]: caller.token,
    [CALLER_HEADERS.scopes]: caller.scopes.join(' '),
    ...(caller.actor !== undefined && { [CALLER_HEADERS.actor]: caller.actor }),
  }
}

/** Headers that go on to the next connection: those that `Connection` names do not either. */
export function withoutHops(
  headers: IncomingMessage['headers'],
  isLeftOut: (name: string) => boolean = () => false,
): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? '').toLowerCase().split(/[\s,]+/))
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] =>
      entry[1] !== undefined && !HOP_BY_HOP.has(entry[0]) && !named.has(entry[0]) && !isLeftOut(entry[0]),
  )
  return Object.fromEntries(entries)
}
