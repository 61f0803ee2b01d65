import { createHash, randomBytes } from 'node:crypto'

// Beyond any guessing. The prefix lets a secret scanner know one where it should not stand.
const TOKEN_BYTES = 32
const PREFIX = 'tubepost_'

/** Every token that was ever made has it: 32 bytes in base64url. */
export const TOKEN_FORM = /^tubepost_[\w-]{43}$/

export const newToken = (): string => `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`

/** The secret in the cookie of a screen that a token has opened: always the same, and nobody tells the token from it. */
export const wallSecretOf = (token: string): string =>
  `${PREFIX}${createHash('sha256').update(`wall ${token}`).digest('base64url')}`
