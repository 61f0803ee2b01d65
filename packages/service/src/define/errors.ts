/** Trying again cannot help: the event becomes a dead letter at once. `code` is stable, e.g. `mail/unreadable`. */
export class PermanentError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PermanentError'
    this.code = code
  }
}

/** Trying again helps, but not before the given time. */
export class RetryLaterError extends Error {
  readonly code: string
  readonly afterMs: number

  constructor(code: string, message: string, options: ErrorOptions & { afterMs: number }) {
    super(message, options)
    this.name = 'RetryLaterError'
    this.code = code
    this.afterMs = options.afterMs
  }
}
