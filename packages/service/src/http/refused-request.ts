/** An HTTP request that is answered with `{error: {code, message}}`. `code` is stable; the message is for people. */
export class RefusedRequest extends Error {
  readonly statusCode: number
  readonly code: string
  /** Seconds after which the same request may succeed, for the header `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(statusCode: number, code: string, message: string, retryAfter?: number) {
    super(message)
    this.name = 'RefusedRequest'
    this.statusCode = statusCode
    this.code = code
    this.retryAfter = retryAfter
  }
}
