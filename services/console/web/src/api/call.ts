import { noteConnection } from './connection.ts'
import { noteSignedOut } from './signed-out.ts'

/** An answer that is no success: its code is stable, its sentence is the service's own, in English. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'Refused'
    this.status = status
    this.code = code
  }
}

/** Status of an answer to somebody who is not signed in (RFC 9110 §15.5.2). */
export const NOBODY = 401

/** Whether asking again is of no use. A service that cannot answer now (5xx) will later. */
export const isFinal = (error: unknown): boolean => error instanceof Refused && error.status < 500

/** There was no answer, or one of a proxy before the console that does not reach it. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('no answer', { cause })
    this.name = 'Unreachable'
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Call {
  readonly method?: Method
  readonly body?: unknown
  /** A file as it is, instead of `body`. Its own type is what its name seems to say, and does not count. */
  readonly file?: { readonly bytes: Blob; readonly type: 'message/rfc822' | 'text/csv' }
  /** A token to call by; without it the caller's cookie counts. */
  readonly bearer?: string
  /** Media type of the answer, where the call has several. */
  readonly accept?: string
  readonly signal?: AbortSignal
}

/**
 * One call of the API, with the caller's cookie or a token.
 * @param path with its query, every part percent-encoded
 * @throws Refused for an answer that is no success, Unreachable where there is none
 */
export async function call<Answer>(path: string, asked: Call = {}): Promise<Answer> {
  const text = await (await respond(path, asked)).text()
  if (text === '') return undefined as Answer
  try {
    return JSON.parse(text) as Answer
  } catch (error) {
    // As the log-in page of a network or a proxy answers, with success.
    noteConnection('calls', true)
    throw new Unreachable(error)
  }
}

/** A call whose answer is not read yet. @throws as `call` does */
export async function respond(path: string, asked: Call): Promise<Response> {
  const { method = 'GET', body, file, bearer, accept, signal } = asked
  const type = file?.type ?? 'application/json'
  const content =
    file === undefined ? (body === undefined ? undefined : JSON.stringify(body)) : new Blob([file.bytes], { type })
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(content !== undefined && { body: content }),
      headers: {
        ...(content !== undefined && { 'content-type': type }),
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(accept !== undefined && { accept }),
      },
      ...(signal !== undefined && { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    noteConnection('calls', true)
    throw new Unreachable(error)
  }
  if (response.ok) {
    noteConnection('calls', false)
    return response
  }
  const told = readFailure(await response.text())
  noteConnection('calls', told === undefined)
  if (told === undefined) throw new Unreachable(`${response.status} ${response.statusText}`)
  if (response.status === NOBODY) noteSignedOut()
  throw new Refused(response.status, told.code, told.message)
}

/** The one shape of a failure; undefined where somebody else answered. */
function readFailure(text: string): { code: string; message: string } | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } }
    return typeof error?.code === 'string' && typeof error.message === 'string'
      ? { code: error.code, message: error.message }
      : undefined
  } catch {
    return undefined
  }
}

/** A path with its query; empty values are left out. */
export function pathOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '')
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}
