/** The account that a log-in was tried with. */
export interface LoginAccount {
  readonly host: string
  readonly username: string
  readonly password: string
}

// Long enough for a sentence and the address of a help page.
const LONGEST_ANSWER = 200

/**
 * A server's answer to a log-in, for an administrator: one line, cut, without control characters, and without the
 * password: some servers repeat what they were sent, as it was or in base64 (RFC 4616 §2, RFC 4954 §4).
 */
export function serverWords(words: string, { username, password }: LoginAccount): string {
  const line = withoutSecrets(words.toWellFormed(), username, password)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .replaceAll('"', "'")
    .trim()
  return line.length > LONGEST_ANSWER ? `${line.slice(0, LONGEST_ANSWER).toWellFormed()}…` : line
}

function withoutSecrets(words: string, username: string, password: string): string {
  if (password === '') return words
  const inBase64 = [password, `\0${username}\0${password}`].map((text) =>
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  )
  return [password, ...inBase64].reduce((left, secret) => left.replaceAll(secret, '…'), words)
}
