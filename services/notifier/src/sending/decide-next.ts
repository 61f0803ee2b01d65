import type { Sent } from './smtp-session.ts'

/** The step after a try to send a reply. */
export type Next =
  | { kind: 'finish'; state: 'sent' | 'failed' | 'unknown'; result: string }
  | { kind: 'again'; afterSeconds: number; result: string }

export const GIVE_UP_AFTER_SECONDS = 48 * 3600 // RFC 5321 §4.5.4.1 asks for four to five days; a reply is stale sooner
const FIRST_PAUSE_SECONDS = 30
const LONGEST_PAUSE_SECONDS = 3600
// An unreachable server says nothing about the mail, so it is tried again sooner.
const LONGEST_UNREACHABLE_SECONDS = 300

/**
 * A permanent refusal ends the reply; a transient one is tried again for two days. When the answer to the final dot
 * is lost, an answer that a person waits for is sent once more under the same Message-ID; acknowledgements and errors
 * are not.
 */
export function decideNext(
  sent: Sent,
  reply: { kind: string; attempts: number; ageSeconds: number; wasLost: boolean },
): Next {
  switch (sent.kind) {
    case 'sent':
      return { kind: 'finish', state: 'sent', result: sent.response }
    case 'lost':
      return reply.kind === 'answer' && !reply.wasLost
        ? { kind: 'again', afterSeconds: FIRST_PAUSE_SECONDS, result: `lost: ${sent.problem}` }
        : { kind: 'finish', state: 'unknown', result: `the connection was lost after the final dot (${sent.problem})` }
    case 'refused':
      if (ofSetup(sent) !== undefined) return again(reply, sent.response, LONGEST_UNREACHABLE_SECONDS)
      if (sent.permanent) return { kind: 'finish', state: 'failed', result: sent.response }
      return again(reply, sent.response, LONGEST_PAUSE_SECONDS)
    case 'unreachable':
      return again(reply, sent.problem, LONGEST_UNREACHABLE_SECONDS, 1)
  }
}

/** A refusal of our name or sender says nothing about the mail: each one meets it until the set-up or the server is mended. */
export function ofSetup({
  at,
  response,
}: Pick<Extract<Sent, { kind: 'refused' }>, 'at' | 'response'>): string | undefined {
  if (HELO.test(response)) return 'smtp/helo-refused'
  return at === 'sender' ? 'smtp/sender-refused' : undefined
}

const HELO = /\b(?:helo|ehlo|fully[- ]qualified)\b/i

function again(
  reply: { attempts: number; ageSeconds: number },
  result: string,
  longest: number,
  first = FIRST_PAUSE_SECONDS,
): Next {
  if (reply.ageSeconds > GIVE_UP_AFTER_SECONDS)
    return { kind: 'finish', state: 'failed', result: `given up after 48 hours: ${result}` }
  return { kind: 'again', afterSeconds: Math.min(first * 2 ** (reply.attempts - 1), longest), result }
}
