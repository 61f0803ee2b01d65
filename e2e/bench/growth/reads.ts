import type { Installation } from '@tubepost/sandbox'
import { SERVICES } from '@tubepost/events'

/** A mail in the middle of the log, and how long ago it came. */
export interface Middle {
  readonly mailId: string
  readonly hoursAgo: number
}

const hour = (hoursAgo: number): string => encodeURIComponent(new Date(Date.now() - hoursAgo * 3_600_000).toISOString())

/** By name: every question that a page asks, or a person at the command line, whose answer might cost more with more mails. */
export const READS: Readonly<Record<string, (middle: Middle) => string>> = {
  'the newest mails': () => '/api/console/mails',
  'a page in the middle': ({ mailId }) => `/api/console/mails?before=${mailId}`,
  'a mailbox': () => '/api/console/mails?mailbox=status',
  'a mailbox of none': () => '/api/console/mails?mailbox=none',
  'those that wait': () => '/api/console/mails?outcome=waiting',
  'those that failed': () => '/api/console/mails?outcome=failed',
  'rejected, in the middle': ({ mailId }) => `/api/console/mails?outcome=rejected&before=${mailId}`,
  'a reason': () => '/api/console/mails?reason=no_status',
  'a reason of none': () => '/api/console/mails?reason=no_route',
  'a common part of senders': () => '/api/console/mails?from=example.com',
  'a sender of few mails': () => '/api/console/mails?from=visitor@elsewhere.example',
  'a word of two letters in many subjects': () => '/api/console/mails?subject=in',
  'a word of one letter in few subjects': () => '/api/console/mails?subject=a',
  'a word of two letters in no sender': () => '/api/console/mails?from=zq',
  'a word of one letter in no subject': () => `/api/console/mails?subject=${encodeURIComponent('ø')}`,
  'words of few subjects': () => '/api/console/mails?subject=needle+haystack',
  'a word of no subject': () => '/api/console/mails?subject=absent',
  'a Message-ID': () => '/api/console/mails?messageId=11@bench.example',
  'an hour of long ago': ({ hoursAgo }) =>
    `/api/console/mails?since=${hour(hoursAgo)}&until=${hour(hoursAgo - Math.min(1, hoursAgo / 2))}`,
  'the story of a mail': ({ mailId }) => `/api/console/mails/${mailId}`,
  'the newest events': () => '/api/console/events',
  'events of a week': () => `/api/console/events?since=${hour(24 * 7)}`,
  conservation: () => '/api/console/conservation',
  'the rates of a day': () => '/api/console/rates',
  services: () => '/api/console/services',
  alerts: () => '/api/console/alerts',
  'dead letters': () => '/api/console/dead-letters',
  'the ledger': () => '/api/fetcher/ledger',
  mailboxes: () => '/api/fetcher/mailboxes',
  'the outbox': () => '/api/notifier/outbox',
  'replies to nobody': () => '/api/notifier/outbox?recipient=nobody@example.com',
  'held replies': () => '/api/notifier/held',
  'the board': () => '/api/status/board',
  'the history of a person': () => '/api/status/people/person-1/history',
}

/** Asks the door. @returns milliseconds until the whole answer had come */
export async function timeRead({ url, token }: Installation, target: string): Promise<number> {
  const began = performance.now()
  const answer = await fetch(url + target, { headers: { authorization: `Bearer ${token}` } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${text}`)
  return performance.now() - began
}

/** Reads each service's metrics once, as Prometheus would. @returns milliseconds, by service */
export async function timeScrapes(of: Installation): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const { name, port } of of.processes.filter((each) => SERVICES.some((service) => service === each.name))) {
    const began = performance.now()
    await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    times.set(name, performance.now() - began)
  }
  return times
}
