import { setTimeout as delay } from 'node:timers/promises'
import { waitUntil } from '@tubepost/testing'
import { compareAnswers } from '../chaos/compare.ts'
import type { Violation } from '../chaos/law.ts'
import { observeOverHttp, readBooks } from '../chaos/observe.ts'
import type { TestMail } from '../chaos/truth.ts'
import { letters } from './mail-server.ts'
import type { SentMail } from './sender.ts'
import type { Stage } from './stage.ts'

const REST_MS = 120_000
// A reply comes last, some time after its mail was settled: where the parser was killed between the two, once its event is given
// to it again, which takes half a minute.
const UNFINISHED: ReadonlySet<Violation['law']> = new Set([
  'not final',
  'due replies neither sent nor unknown',
  'books differ',
])
const END_MS = 60_000

/**
 * Waits until every mail is final and every due reply has ended, then compares the installation and the sink with the
 * mails sent. Empty when everything is as it must be.
 * @param appended mails that were put into a mailbox over IMAP
 * @param mayBeUnknown number of replies whose end nobody can know, because their sender was killed
 */
export async function judge(
  stage: Stage,
  given: { sent: readonly SentMail[]; appended: readonly TestMail[] },
  mayBeUnknown: number,
): Promise<Violation[]> {
  const least = given.sent.length + given.appended.length
  const due = [...given.sent.map(({ mail }) => mail), ...given.appended].filter(
    ({ kind }) => kind === 'unreadable',
  ).length
  const isAtRest = async () => {
    const { ledger, waiting, replies, lag, journal } = await readBooks(stage)
    const ended = Object.values(replies).reduce((sum, count) => sum + count, 0)
    const settled = (ledger['final'] ?? 0) >= least && journal.settled >= least
    return settled && ended >= due && waiting === 0 && lag.events === 0
  }
  await waitUntil(isAtRest, { timeoutMs: REST_MS, everyMs: 500, what: `${least} mails to be final` })
  const until = Date.now() + END_MS
  for (;;) {
    const violations = await compareNow(stage, given, mayBeUnknown)
    const mayEnd = violations.length > 0 && violations.every(({ law }) => UNFINISHED.has(law))
    if (!mayEnd || Date.now() > until) return violations
    await delay(LOOK_MS)
  }
}

async function compareNow(
  stage: Stage,
  given: { sent: readonly SentMail[]; appended: readonly TestMail[] },
  mayBeUnknown: number,
): Promise<Violation[]> {
  const asked = [...given.sent.map(({ mail }) => mail), ...given.appended]
  const seen = { ...(await observeOverHttp(stage, asked)), letters: await letters(stage) }
  // A mail that was sent again because its 250 was lost has perhaps been taken twice; then one of the two is a
  // duplicate.
  const copies = ({ mail, isResent }: SentMail) =>
    isResent ? Math.max(1, seen.journal.get(mail.messageId)?.length ?? 1) : 1
  const mails = [
    ...given.sent.map((sent) => ({ ...sent.mail, mailboxes: Array<string>(copies(sent)).fill('intake') })),
    ...given.appended.map((mail) => ({ ...mail, mailboxes: ['status'] })),
  ]
  // In the order of their Dates: the last mail of each person is the one on the board.
  const inOrder = mails.toSorted((a, b) => number(a) - number(b))
  return compareAnswers(inOrder, seen, mayBeUnknown)
}

const LOOK_MS = 1_000
const number = ({ id }: TestMail) => Number(/\d+$/.exec(id)?.[0])
