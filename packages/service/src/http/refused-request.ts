/** An HTTP request that is answered with `{error: {code, message}}`. `code` is stable; the message is for people. */
export class RefusedRequest extends Error {
  readonly statusCode: number
  readonly code: string

  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.name = 'RefusedRequest'
    this.statusCode = statusCode
    this.code = code
  }
}
