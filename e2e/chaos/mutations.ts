import type { Fault } from './schedule.ts'

/** A guarantee taken out of the product, and the faults that must show it. */
export interface Mutation {
  name: string
  /** The expected harm, for the reader of the table. */
  harm: string
  /** Guards behind the guarantee that still keep some laws. */
  secondGuards: string
  edits: readonly { file: string; find: string; replace: string }[]
  faults: readonly Fault[]
}

const crash = (service: string, point: string): Fault => ({ kind: 'crash', service, point, passes: 1 })

const THREADS = 'services/case/src/threads/threads-sql.ts'
const CLAIMED = '  await touch(tx, CLAIM, [[...claimed.keys()]])'
const OWNERS_READ = '  const { keys, locked } = await lockThreads(tx, asked, [...new Set(numbers)])'
// Two replicas seldom have mails of one conversation in hand within the few milliseconds that a batch takes.
const SLOWLY = '  await new Promise((resolve) => setTimeout(resolve, 500))'
// The replicas of the case service live on, or one would have all mails.
const OTHERS: readonly Fault[] = [{ kind: 'kill', process: 'notifier' }]

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'inbox insert removed',
    harm: 'an event that comes again is handled again',
    secondGuards:
      'history is unique by person and fingerprint, replies by mailId, the first settlement counts in the ledger',
    edits: [
      {
        file: 'packages/db/src/inbox-sql.ts',
        find: `  const fresh = await rows<{ event_id: string }>(tx, INSERT, [consumer, eventIds])
  return new Set(fresh.map((row) => row.event_id))`,
        replace: '  return new Set(eventIds)',
      },
    ],
    faults: [
      crash('status', 'after-effect-commit'),
      crash('status', 'before-ack'),
      crash('notifier', 'before-ack'),
      // Every outbox is published again, so each event comes a second time; crashes alone repeat only a few.
      { kind: 'empty disk', downMs: 500 },
    ],
  },
  {
    name: 'ack before commit',
    harm: 'an event whose handler dies never comes again',
    secondGuards: 'none',
    edits: [
      {
        file: 'packages/service/src/deliver/deliver.ts',
        // Acks are sent in the background: without waiting for an answer a killed process would lose them.
        find: `    await throughOutages(runtime, () => delivery.handleBatch(fresh.map(({ event }) => event)))
    crashPoint('before-ack')`,
        replace: `    await Promise.all(fresh.map(({ message }) => message.ackAck()))
    crashPoint('before-ack')
    await throughOutages(runtime, () => delivery.handleBatch(fresh.map(({ event }) => event)))`,
      },
    ],
    faults: [crash('status', 'before-ack'), crash('parser', 'before-ack')],
  },
  {
    name: 'publish before the ledger row',
    harm: 'a settlement meets no row, and the mail is never finished',
    secondGuards: 'none',
    edits: [
      {
        file: 'services/fetcher/src/reading/take-in.ts',
        find: '    const inserted = await insertMails(tx, mailbox.id, entries, generation)',
        replace: `    const early = decided.flatMap(({ intake, received }) => (intake.kind === 'publish' ? [received] : []))
    await publishMails(context, early)
    const inserted = await insertMails(tx, mailbox.id, entries, generation)`,
      },
      {
        file: 'services/fetcher/src/reading/take-in.ts',
        find: `  crashPoint('after-ledger-row')
  await publishMails(context, toPublish)`,
        replace: `  crashPoint('after-ledger-row')`,
      },
    ],
    faults: [crash('fetcher', 'after-puback'), crash('fetcher', 'after-publish')],
  },
  {
    name: 'inbox hit publishes nothing',
    harm: 'what a delivery caused is lost with a process that dies between its commit and its publish',
    secondGuards: 'none: the rows count as published',
    edits: [
      {
        file: 'packages/service/src/deliver/deliver-transactional.ts',
        find: '  const known = events.filter((event) => !news.includes(event))',
        replace: '  const known = events.filter((event) => !news.includes(event) && event.redrive > 0)',
      },
    ],
    faults: [crash('status', 'after-effect-commit'), crash('notifier', 'after-effect-commit')],
  },
  {
    name: 'journal takes every event as new',
    harm: 'a settlement that comes again counts as a second one',
    secondGuards: 'rows are unique by event, mails and replies by their ids',
    edits: [
      {
        file: 'services/console/src/journal-sql.ts',
        find: '  return events.filter((event) => inserted.delete(event.id))',
        replace: '  return inserted.size < 0 ? [] : [...events]',
      },
    ],
    faults: [crash('console', 'before-ack'), { kind: 'empty disk', downMs: 500 }],
  },
  {
    name: 'an unpublished mail is not missed',
    harm: 'a mail whose process dies after its row is never published',
    secondGuards: 'none',
    edits: [
      {
        file: 'services/fetcher/src/ledger/lost-mails-sql.ts',
        find: `   and (published_at is null
        or published_at`,
        replace: `   and (published_at`,
      },
    ],
    faults: [crash('fetcher', 'after-ledger-row')],
  },
  {
    name: 'Message-IDs are not claimed',
    harm: 'two replicas that have mails of one conversation in hand open a case each',
    secondGuards: 'none where no mail of the conversation has been committed',
    edits: [
      { file: THREADS, find: OWNERS_READ, replace: `${OWNERS_READ}\n${SLOWLY}` },
      { file: THREADS, find: CLAIMED, replace: '' },
    ],
    faults: OTHERS,
  },
  {
    name: 'owners are read before the wait',
    harm: 'who waited for a Message-ID does not see to which case it leads now',
    secondGuards: 'owners are read again where a record was locked',
    edits: [
      { file: THREADS, find: CLAIMED, replace: '' },
      { file: THREADS, find: OWNERS_READ, replace: `${OWNERS_READ}\n${SLOWLY}\n${CLAIMED}` },
    ],
    faults: OTHERS,
  },
  {
    name: 'replies are not unique by mail',
    harm: 'an acknowledgement that is asked for again goes out again',
    secondGuards: 'the inbox, taken out too; of two to nobody we know, the second is held',
    edits: [
      {
        file: 'packages/db/src/inbox-sql.ts',
        find: '  const fresh = await rows<{ event_id: string }>(tx, INSERT, [consumer, eventIds])',
        replace: `  if (consumer.startsWith('notifier/')) return new Set(eventIds)
  const fresh = await rows<{ event_id: string }>(tx, INSERT, [consumer, eventIds])`,
      },
      {
        file: 'services/notifier/src/outbox/reply-sql.ts',
        find: '    return { ...reply, mailId,',
        replace: '    return { ...reply, replyId: crypto.randomUUID(), mailId: crypto.randomUUID(),',
      },
    ],
    faults: [crash('notifier', 'before-ack'), { kind: 'empty disk', downMs: 500 }],
  },
]

/** Replaces the text, which must occur exactly once; otherwise the mutation no longer fits the code. */
export function mutateText(text: string, edit: { file: string; find: string; replace: string }): string {
  const parts = text.split(edit.find)
  if (parts.length !== 2) {
    throw new Error(`${edit.file} holds the text to be replaced ${parts.length - 1} times, not once:\n${edit.find}`)
  }
  return parts.join(edit.replace)
}
