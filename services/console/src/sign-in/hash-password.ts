import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { RefusedRequest } from '@tubepost/service'

const argon2Of = promisify(argon2)

// OWASP's Password Storage Cheat Sheet holds several settings to be alike; this one has the least memory: 7 MiB, five passes.
// glibc keeps what each of Node's four threads had once: 44 MiB (19 MiB and two passes: 116 MiB), of a container of 256.
const PARAMETERS = { memory: 7_168, passes: 5, parallelism: 1 } as const
const NONCE_BYTES = 16
const HASH_BYTES = 32
// Two threads are left to everything else that Node does in its four.
const MOST_AT_ONCE = 2
// Some seconds of waiting. More come from nobody who types.
const MOST_WAITING = 64
const RETRY_AFTER_SECONDS = 5

/** In the PHC string format: `$argon2id$v=19$m=7168,t=5,p=1$<nonce>$<hash>`, in base64 without padding. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES)
  const hash = await derive(password, nonce, PARAMETERS)
  const { memory, passes, parallelism } = PARAMETERS
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(hash)}`
}

const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/
/** Hash of nothing that anybody knows, so that an account without a password takes as long as one with. */
const NOBODYS = `$argon2id$v=19$m=${PARAMETERS.memory},t=${PARAMETERS.passes},p=1$${base64(randomBytes(NONCE_BYTES))}$${base64(randomBytes(HASH_BYTES))}`

/** Takes as long for no hash as for one. Throws a RefusedRequest (503) where too many wait. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, memory, passes, parallelism, nonce = '', expected = ''] = FORM.exec(hash ?? NOBODYS) ?? []
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const given = await derive(password, Buffer.from(nonce, 'base64'), parameters)
  return timingSafeEqual(given, Buffer.from(expected, 'base64')) && hash !== undefined
}

let running = 0
const waiting: (() => void)[] = []

async function derive(
  password: string,
  nonce: Buffer,
  parameters: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  if (running < MOST_AT_ONCE) running++
  else {
    if (waiting.length >= MOST_WAITING)
      throw new RefusedRequest(503, 'busy', 'Too many people are signing in. Try again.', RETRY_AFTER_SECONDS)
    await new Promise<void>((resolve) => void waiting.push(resolve)) // whoever ends leaves its place to the next
  }
  try {
    // Keyboards differ in how they compose "ä", RFC 8265 §4.2.2.
    const message = password.normalize('NFC')
    return await argon2Of('argon2id', { message, nonce, tagLength: HASH_BYTES, ...parameters })
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
