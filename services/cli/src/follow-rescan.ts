import { setTimeout as delay } from 'node:timers/promises'
import type { OneMailbox, Rescan } from '@tubepost/api'
import { askFor } from './call-api.ts'
import type { Connection } from './connection.ts'
import { plainText } from './plain-text.ts'

export const RESCAN_PATH = '/api/fetcher/mailboxes/{id}/rescan'

const LOOK_MS = 500
/** As shells say it of a program that SIGINT ended. */
const INTERRUPTED = 130

/** Waits until a rescan that was asked for has finished. On a terminal one line tells meanwhile how far it is. */
export async function followRescan(connection: Connection, mailboxId: string): Promise<Rescan> {
  const line = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`)
  process.once('SIGINT', () => {
    line('')
    process.stderr.write(`The rescan goes on; "tubepost mailboxes show ${plainText(mailboxId)}" tells how far it is.\n`)
    process.exit(INTERRUPTED)
  })
  for (;;) {
    const path = `/api/fetcher/mailboxes/${encodeURIComponent(mailboxId)}`
    const { rescan } = (await askFor<OneMailbox>(connection, path, 'mailbox')).mailbox
    if (rescan !== null && rescan.finishedAt !== null) {
      line('')
      return rescan
    }
    line(progressOf(rescan))
    await delay(LOOK_MS)
  }
}

const progressOf = (rescan: Rescan | null): string =>
  rescan === null || rescan.found === null
    ? 'waits for the replica that reads the mailbox'
    : `${rescan.found} messages of that time, ${rescan.taken ?? 0} taken in`
