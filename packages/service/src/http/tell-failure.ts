import { STATUS_CODES } from 'node:http'
import { isBusOutage } from '@tubepost/bus'
import { isConflict, isDatabaseOutage, isUnstorable } from '@tubepost/db'
import type { FastifyError } from 'fastify'
import { ANSWER_HEADERS } from './answer-headers.ts'
import { findingWords } from './finding-words.ts'
import { CSV_BYTES, CSV_TYPE, JSON_BYTES, MAIL_TYPE } from './limits.ts'
import { RefusedRequest } from './refused-request.ts'

/** The one shape of every answer that is no success. `code` is stable; the message is for people. */
export interface ToldFailure {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Seconds, for the header `Retry-After`. */
  readonly retryAfter?: number | undefined
}

type Failure = Error & Partial<Pick<FastifyError, 'statusCode' | 'code' | 'validation' | 'validationContext'>>

// A server that starts again, or another that takes over, is there by then as a rule.
const OUTAGE_RETRY_SECONDS = 5

const BODY_TYPES = `A body is of type application/json; where a call takes one, a list in CSV is ${CSV_TYPE}, a whole mail ${MAIL_TYPE}.`

/** Failures of fastify, by its codes, which are not ours to promise. */
const FRAMEWORK: Readonly<Record<string, readonly [code: string, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'too_large',
    `A body may have ${JSON_BYTES / 1024} KiB at most, and a list in CSV, of type ${CSV_TYPE}, ${CSV_BYTES / 1024 / 1024} MiB.`,
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_type', BODY_TYPES],
  FST_ERR_CTP_EMPTY_TYPE: ['unsupported_type', BODY_TYPES],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid', 'The body is empty, and its type is JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid', 'The body is not as long as its Content-Length says.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [
    'invalid',
    'The body is no JSON, or has a field that JavaScript reserves, such as "__proto__".',
  ],
  FST_ERR_BAD_URL: ['bad_target', 'The path has a "%" that does not encode UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: ['target_too_long', 'A segment of the path is longer than any id.'],
}

/** The answer to a request that failed: a refusal, an outage behind us, or a fault of ours, which is not described. */
export function tellFailure(error: Failure): ToldFailure {
  if (error instanceof RefusedRequest)
    return { status: error.statusCode, code: error.code, message: error.message, retryAfter: error.retryAfter }
  if (error.validation !== undefined)
    return { status: 400, code: 'invalid', message: findingWords(error.validation, error.validationContext ?? 'body') }
  const { statusCode: status = 500, code = '' } = error
  const known = FRAMEWORK[code]
  if (known !== undefined) return { status, code: known[0], message: known[1] }
  if (status < 500) return { status, code: 'invalid', message: error.message }
  if (isDatabaseOutage(error) || isBusOutage(error) || isConflict(error))
    return {
      status: 503,
      code: 'unavailable',
      message: 'The database or the broker does not answer now. Try again in a moment.',
      retryAfter: OUTAGE_RETRY_SECONDS,
    }
  if (isUnstorable(error))
    return { status: 400, code: 'invalid', message: 'A value has a character or a size that cannot be stored.' }
  return {
    status: 500,
    code: 'internal',
    message: 'The request could not be served; the log of the service says why.',
  }
}

export const shownFailure = ({ code, message }: ToldFailure) => ({ error: { code, message } })

/** Faults that are found before there is a request for a route, by Node's codes or a word of ours. */
const BROKEN_REQUESTS: Readonly<Record<string, ToldFailure>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'too_slow', message: 'The request took too long to come in.' },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_long',
    message: 'The header of the request is longer than 16 KiB.',
  },
  expectation: { status: 417, code: 'bad_expectation', message: 'Of the header Expect, 100-continue alone is known.' },
  connect: { status: 405, code: 'no_such_method', message: 'This is no proxy; there is no CONNECT.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'too_large', message: 'The extensions of a chunk are too long.' },
}
const NOT_HTTP: ToldFailure = { status: 400, code: 'bad_request', message: 'The request is not HTTP/1.1.' }

/** Bytes of the answer on a connection whose request could not be read. */
export function writeBrokenRequest({ code = '' }: { code?: string | undefined }): string {
  const told = BROKEN_REQUESTS[code] ?? NOT_HTTP
  const body = JSON.stringify(shownFailure(told))
  const headers = {
    ...ANSWER_HEADERS,
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status]}\r\n${lines.join('')}\r\n${body}`
}
