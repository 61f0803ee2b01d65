import type { Connection } from './connection.ts'
import { EXIT, Failure } from './exit-codes.ts'
import { isOfCertificate } from './is-of-certificate.ts'

export interface Call {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** JSON, or a file. */
  readonly body?: object | SentFile | undefined
}

/** The bytes of a file with its media type. */
export class SentFile {
  readonly bytes: Buffer<ArrayBuffer>
  readonly type: string

  constructor(bytes: Buffer<ArrayBuffer>, type: string) {
    this.bytes = bytes
    this.type = type
  }
}

// The longest calls wait for a mail server.
const ANSWER_MS = 60_000

/** Makes a call and returns its answer. Throws a Failure with the installation's own words. */
export async function callApi(connection: Connection, call: Call): Promise<unknown> {
  const { status, text } = await ask(connection, call)
  if (status === 204) return null
  const answer = parsed(text)
  if (answer === undefined) throw stranger(connection, 'the answer is no JSON')
  return answer
}

/** An answer that is a table in CSV, as it came. Throws as `callApi` does, and a Failure where another program answers. */
export async function askForCsv(connection: Connection, path: string): Promise<string> {
  const { type, text } = await ask(connection, { method: 'GET', path })
  if (type?.startsWith('text/csv') === true) return text
  throw stranger(connection, 'the answer is no CSV')
}

async function ask(connection: Connection, call: Call): Promise<{ status: number; type: string | null; text: string }> {
  const response = await request(connection, call)
  const bytes = await heard(connection, () => response.arrayBuffer())
  // Spreadsheets go by the byte order mark, which `text()` would drop.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (!response.ok) throw refusal(connection, response, text)
  return { status: response.status, type: response.headers.get('content-type'), text }
}

/** An answer in which this field stands. Throws as `callApi` does, and a Failure where another program answers. */
export async function askFor<Answer extends object>(
  connection: Connection,
  path: string,
  field: keyof Answer & string,
): Promise<Answer> {
  const answer = await callApi(connection, { method: 'GET', path })
  if (typeof answer === 'object' && answer !== null && field in answer) return answer as Answer
  throw stranger(connection, `the answer has no "${field}"`)
}

/** The answer of a call that stays open, as it comes. Throws as `callApi` does, and where it does not begin in time. */
export async function* openStream(connection: Connection, path: string): AsyncGenerator<string> {
  const { body } = await begun(connection, path)
  yield* partsOf(connection, body.pipeThrough(new TextDecoderStream()))
}

/**
 * An answer that is a file, piece by piece. Throws as `openStream` does, and a Failure where another program answers.
 * @param type `image/*` for any picture
 */
export async function* openFile(connection: Connection, path: string, type: string): AsyncGenerator<Uint8Array> {
  const { body, headers } = await begun(connection, path)
  if (headers.get('content-type')?.startsWith(type.replace('*', '')) !== true)
    throw stranger(connection, `the answer is no ${type}`)
  yield* partsOf(connection, body)
}

interface Begun {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly headers: Headers
}

async function begun(connection: Connection, path: string): Promise<Begun> {
  const begins = new AbortController()
  const late = setTimeout(() => begins.abort(new DOMException('too late', 'TimeoutError')), ANSWER_MS)
  const response = await request(connection, { method: 'GET', path }, begins.signal).finally(() => clearTimeout(late))
  const { body, headers } = response
  if (!response.ok || body === null) throw refusal(connection, response, await heard(connection, () => response.text()))
  return { body, headers }
}

async function* partsOf<Part>(connection: Connection, body: ReadableStream<Part>): AsyncGenerator<Part> {
  const parts = body[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await heard(connection, () => parts.next())
    if (done === true) return
    yield value
  }
}

function request(
  connection: Connection,
  { method, path, body }: Call,
  signal: AbortSignal = AbortSignal.timeout(ANSWER_MS),
): Promise<Response> {
  const { url, token } = connection
  const isFile = body instanceof SentFile
  return heard(connection, () =>
    fetch(url + path, {
      method,
      // Followed, a change would become a question that changes nothing (Fetch Standard §4.4), and seem done.
      redirect: 'manual',
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': isFile ? body.type : 'application/json' }),
      },
      ...(body !== undefined && { body: isFile ? body.bytes : JSON.stringify(body) }),
      signal,
    }),
  )
}

/** Asks, or reads on. Throws a Failure where the connection fails, or the answer takes too long. */
async function heard<Result>({ url }: Connection, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    const { cause, message, name } = error as Error
    if (name === 'TimeoutError')
      throw new Failure(`${url} has not answered within ${ANSWER_MS / 1_000} s.`, EXIT.unreachable)
    if (message === 'terminated')
      throw new Failure(`The connection to ${url} ended before the answer was whole. Try again.`, EXIT.unreachable)
    if (isOfCertificate(cause))
      throw new Failure(
        `The certificate of ${url} is not to be trusted (${cause.code}). If it is yours, name the authority that signed it in NODE_EXTRA_CA_CERTS.`,
        EXIT.unreachable,
      )
    const why = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message
    throw new Failure(
      `Nothing answers at ${url} (${why}). Start Tubepost, or name its address with --url or TUBEPOST_URL.`,
      EXIT.unreachable,
    )
  }
}

const stranger = ({ url }: Connection, why: string): Failure =>
  new Failure(
    `What answers at ${url} is no Tubepost (${why}). Name its address with --url or TUBEPOST_URL.`,
    EXIT.unreachable,
  )

const NO_TOKEN = 'This needs a token. Set TUBEPOST_TOKEN, or TUBEPOST_TOKEN_FILE.'
const WRONG_TOKEN =
  'The installation does not know the token: it was revoked, has expired, or is of another installation. Look at TUBEPOST_TOKEN, or at the file that TUBEPOST_TOKEN_FILE names.'

function refusal(connection: Connection, response: Response, text: string): Failure {
  const { status, statusText, headers } = response
  if (status < 400)
    return stranger(connection, `${status}${headers.has('location') ? ` to ${headers.get('location')}` : ''}`)
  // Its own words are about HTTP.
  if (status === 401) return new Failure(connection.token === '' ? NO_TOKEN : WRONG_TOKEN, EXIT.notAllowed)
  const said = messageIn(parsed(text)) ?? `${status} ${statusText}`
  return new Failure(said, status === 403 ? EXIT.notAllowed : EXIT.refused)
}

function messageIn(answer: unknown): string | undefined {
  const message = (answer as { error?: { message?: unknown } } | null | undefined)?.error?.message
  return typeof message === 'string' ? message : undefined
}

/** @returns undefined for what is no JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
