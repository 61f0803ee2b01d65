import { access, constants, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'
import { styleText } from 'node:util'
import type { Conservation, DeadLetters, HeldReplies, Mailboxes, MailboxView, Me, Readiness } from '@tubepost/api'
import type { Command } from 'commander'
import { askFor } from './call-api.ts'
import { type Connection, connectionOf } from './connection.ts'
import { EXIT, Failure } from './exit-codes.ts'
import { isOfCertificate } from './is-of-certificate.ts'
import { plainJson } from './plain-json.ts'
import { plainText } from './plain-text.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly about: string
  /** `note`: no fault, but worth knowing. */
  readonly is: 'right' | 'note' | 'wrong'
  readonly text: string
}

const OLDEST_NODE = 26
const MOST_SKEW_MS = 5_000
const CERTIFICATE_DAYS = 21
const LEAST_FREE_BYTES = 1024 ** 3
const DAY_MS = 86_400_000
const LOOK_MS = 10_000

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('looks at everything that goes wrong in practice, and says a sentence about each')
    .option('--json', 'print the findings as JSON')
    .action(async (_options: unknown, command: Command) => {
      const { url, json } = command.optsWithGlobals<{ url?: string; json?: boolean }>()
      const findings = await examine(connectionOf(url, process.env))
      process.stdout.write(json === true ? `${plainJson({ findings }, 2)}\n` : `${findings.map(line).join('\n')}\n`)
      const wrong = findings.filter(({ is }) => is === 'wrong').length
      if (wrong > 0) throw new Failure(wrong === 1 ? '1 thing is wrong.' : `${wrong} things are wrong.`, EXIT.refused)
    })
}

const MARKS = { right: styleText('green', '✓'), note: styleText('yellow', '–'), wrong: styleText('red', '✗') }
const line = ({ about, is, text }: Finding): string => `${MARKS[is]} ${plainText(`${about}: ${text}`)}`

async function examine(connection: Connection): Promise<Finding[]> {
  const findings = [nodeVersion(process.versions.node), await disk()]
  const answer = await fetch(`${connection.url}/livez`, { signal: AbortSignal.timeout(LOOK_MS) }).catch(
    (error: Error) => error,
  )
  if (answer instanceof Error)
    return [
      ...findings,
      isOfCertificate(answer.cause)
        ? await transport(connection.url)
        : wrong('address', `nothing answers at ${connection.url}; start Tubepost, or name it with --url`),
    ]
  if (!answer.ok)
    return [
      ...findings,
      wrong('address', `what answers at ${connection.url} is no Tubepost (${answer.status}); name it with --url`),
    ]
  findings.push(right('address', `${connection.url} answers`), await transport(connection.url))
  findings.push(clock(Date.parse(answer.headers.get('date') ?? ''), Date.now()))
  findings.push(...(await readiness(connection)))
  findings.push(...(await withToken(connection)))
  return findings
}

const right = (about: string, text: string): Finding => ({ about, is: 'right', text })
const note = (about: string, text: string): Finding => ({ about, is: 'note', text })
const wrong = (about: string, text: string): Finding => ({ about, is: 'wrong', text })

export function nodeVersion(version: string): Finding {
  return Number(version.split('.')[0]) >= OLDEST_NODE
    ? right('Node', version)
    : wrong('Node', `${version} is too old; ${OLDEST_NODE} or newer is needed`)
}

async function disk(): Promise<Finding> {
  const refusal = await access(tmpdir(), constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => error)
  if (refusal instanceof Error)
    return refusal.code === 'EROFS'
      ? note('disk', `${tmpdir()} is read-only, as in a container`)
      : wrong(
          'disk',
          `nothing can be written at ${tmpdir()} (${refusal.code}); mend the folder, or name another in TMPDIR`,
        )
  const { bavail, bsize } = await statfs(tmpdir())
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free at ${tmpdir()}`
  return bavail * bsize >= LEAST_FREE_BYTES ? right('disk', free) : wrong('disk', `only ${free}; make room`)
}

/** A certificate that is about to end, or a connection that others can read. */
async function transport(url: string): Promise<Finding> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol === 'http:') {
    const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
    return isHere
      ? right('connection', 'HTTP on this machine alone')
      : wrong('connection', `HTTP to ${hostname} can be read on its way; put TLS in front`)
  }
  const host = hostname.replace(/^\[|\]$/g, '')
  const servername = isIP(host) === 0 ? { servername: host } : {}
  const socket = connectTls({ host, port: Number(port || 443), ...servername })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(LOOK_MS) })
    const ends = Date.parse(socket.getPeerCertificate().valid_to)
    const days = Math.floor((ends - Date.now()) / DAY_MS)
    return days >= CERTIFICATE_DAYS
      ? right('certificate', `valid for ${days} days`)
      : wrong('certificate', `ends in ${days} days; renew it`)
  } catch (error) {
    const { code = 'no code', message } = error as NodeJS.ErrnoException
    return wrong('certificate', CERTIFICATES[code] ?? `${message} (${code})`)
  } finally {
    socket.destroy()
  }
}

const UNKNOWN_SIGNER =
  'nobody who is known here signed it; name its authority in NODE_EXTRA_CA_CERTS, or get one that is known'
/** By the codes of OpenSSL and Node. */
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired; renew it',
  CERT_NOT_YET_VALID: 'is not valid yet; look at the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name; call the installation by one that stands in it',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_SIGNER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_SIGNER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_SIGNER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_SIGNER,
}

export function clock(theirs: number, ours: number): Finding {
  if (Number.isNaN(theirs)) return note('clock', 'the installation does not tell its time')
  const apart = Math.abs(theirs - ours)
  return apart <= MOST_SKEW_MS
    ? right('clock', 'agrees with this machine')
    : wrong('clock', `is ${Math.round(apart / 1_000)} s away from this machine’s; have both ask a time server`)
}

async function readiness({ url }: Connection): Promise<Finding[]> {
  // Read whatever its status: 503 names the checks that fail.
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(LOOK_MS) })
    .then(async (response) => (await response.json()) as Partial<Readiness> | null)
    .catch(() => undefined)
  if (answer?.checks === undefined) return [wrong('services', `readiness is not answered at ${url}/readyz`)]
  const { checks, degraded = [] } = answer
  return [
    ...Object.entries(checks).map(([name, { ok, detail }]) =>
      ok ? right(name, 'works') : wrong(name, detail || 'does not work'),
    ),
    ...degraded.map(({ mailbox, code }) => note('degraded', `mailbox ${mailbox} (${code})`)),
  ]
}

async function withToken(connection: Connection): Promise<Finding[]> {
  if (connection.token === '')
    return [note('token', 'none is set, so mailboxes and mails were not looked at; set TUBEPOST_TOKEN')]
  const ask = async <Answer extends object>(path: string, field: keyof Answer & string): Promise<Answer | Failure> =>
    askFor<Answer>(connection, path, field).catch((error: unknown) =>
      error instanceof Failure ? error : new Failure(String(error)),
    )
  const me = await ask<Me>('/api/console/me', 'scopes')
  if (me instanceof Failure) return [wrong('token', me.message)]
  const findings = [right('token', `has ${me.scopes.join(', ')}`)]
  const boxes = await ask<Mailboxes>('/api/fetcher/mailboxes', 'mailboxes')
  if (boxes instanceof Failure) findings.push(note('mailboxes', boxes.message))
  else if (boxes.mailboxes.length === 0) findings.push(note('mailboxes', 'there is none yet'))
  else findings.push(...boxes.mailboxes.map(mailboxFinding))
  const held = await ask<HeldReplies>('/api/notifier/held', 'held')
  if (!(held instanceof Failure))
    findings.push(
      held.held.length === 0
        ? right('replies', 'none is held')
        : note('replies', `${held.held.length} are held; tubepost held list`),
    )
  const letters = await ask<DeadLetters>('/api/console/dead-letters?state=open', 'deadLetters')
  if (!(letters instanceof Failure))
    findings.push(
      letters.deadLetters.length === 0
        ? right('dead letters', 'none')
        : wrong('dead letters', `${letters.deadLetters.length} are open; tubepost dead-letters list`),
    )
  const books = await ask<Conservation>('/api/console/conservation', 'difference')
  if (!(books instanceof Failure))
    findings.push(
      books.difference === 0
        ? right('books', `agree; ${books.lag.events} events behind`)
        : wrong('books', `differ by ${books.difference} mails; tubepost conservation`),
    )
  return findings
}

function mailboxFinding({ id, enabled, problem, reading }: MailboxView): Finding {
  const about = `mailbox ${id}`
  if (!enabled) return note(about, 'is not enabled')
  if (problem !== null) return wrong(about, problem.message)
  return reading ? right(about, 'works') : note(about, 'is not open yet')
}
