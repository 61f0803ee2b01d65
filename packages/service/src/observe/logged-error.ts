/** An error as a log line may show it. */
export interface LoggedError {
  readonly type: string
  readonly code?: string
  readonly message: string
  readonly stack: string
  readonly cause?: LoggedError
}

const MAX_CAUSES = 4
// A message may be as long as the text it quotes.
const LONGEST_MESSAGE = 500
// Anything that may be an address (RFC 5322 §3.4.1), also in quotes or in the angle brackets of a server's answer.
const ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;]+/g

/**
 * Name, code, message and frames, and nothing else that an error carries: PostgreSQL puts whole rows into `detail`,
 * imapflow the server's answer and its command, nodemailer the recipients. Addresses in messages are left out.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: told(String(error)), stack: '' }
  const { name, message, stack = '', cause } = error
  const code = (error as { code?: unknown }).code
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: name,
    ...(typeof code === 'string' && { code }),
    message: told(message),
    stack: frames.join('\n'),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: loggedError(cause, depth + 1) }),
  }
}

const told = (text: string): string => text.slice(0, LONGEST_MESSAGE).replace(ADDRESS, '[address]')
