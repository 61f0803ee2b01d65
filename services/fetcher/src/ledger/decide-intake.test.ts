import { describe, expect, test } from 'vitest'
import { decideIntake, decideIntakes, type Found, type Surroundings } from './decide-intake.ts'

const found = (changes: Partial<Found> = {}): Found => ({
  uid: 5,
  seen: false,
  arrivedAt: '2026-08-15T09:00:00.000Z',
  fingerprint: 'a',
  unreadable: false,
  ...changes,
})
const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  policy: { fetchScope: 'all', backlog: 'ignore' },
  backlogUid: 0,
  openingUid: 10,
  previousLook: null,
  known: new Set(),
  tellsTwins: true,
  ...changes,
})

describe('a mail that was found', () => {
  test('is published', () => {
    expect(decideIntake(found(), around())).toEqual({ kind: 'publish', backlog: false })
  })

  test('is a duplicate when the mailbox has had it, or when it comes twice in a batch', () => {
    const duplicate = { outcome: 'duplicate', reason: 'duplicate' }
    expect(decideIntake(found(), around({ known: new Set(['a']) }))).toMatchObject(duplicate)
    const twice = decideIntakes([found(), found({ uid: 6 })], around())
    expect(twice).toMatchObject([{ intake: { kind: 'publish' } }, { mail: { uid: 6 }, intake: duplicate }])
  })

  test('is published beside its twin where mails are read whole', () => {
    const twice = decideIntakes([found(), found({ uid: 6 })], around({ tellsTwins: false }))
    expect(twice).toMatchObject([{ intake: { kind: 'publish' } }, { intake: { kind: 'publish' } }])
  })

  test('is failed when its header cannot be had, and makes no other mail a duplicate', () => {
    expect(decideIntakes([found({ unreadable: true }), found({ uid: 6 })], around())).toMatchObject([
      { intake: { outcome: 'failed', reason: 'unreadable' } },
      { intake: { kind: 'publish' } },
    ])
  })

  test.each([
    ['ignore', { kind: 'settle', outcome: 'ignored', reason: 'already_seen' }],
    ['importSilent', { kind: 'publish', backlog: true }],
    ['live', { kind: 'publish', backlog: false }],
  ] as const)('from before the set-up is taken as backlog: %s says', (backlog, intake) => {
    expect(decideIntake(found(), around({ backlogUid: 5, policy: { fetchScope: 'all', backlog } }))).toMatchObject(
      intake,
    )
  })

  test.each([
    ['unseen', { outcome: 'ignored', reason: 'already_seen' }],
    ['newUids', { kind: 'publish' }],
    ['all', { kind: 'publish' }],
  ] as const)('and read before the first look is taken as fetchScope: %s says', (fetchScope, intake) => {
    expect(decideIntake(found({ seen: true }), around({ policy: { fetchScope, backlog: 'live' } }))).toMatchObject(
      intake,
    )
  })
})

describe('in a new life of the folder', () => {
  const look = (time: string) => around({ previousLook: new Date(time) })

  test('a mail that should have been known raises an alarm', () => {
    expect(decideIntake(found(), look('2026-08-15T09:00:01Z'))).toMatchObject({ kind: 'alarm' })
  })

  test('a mail that may have arrived after the last look is published', () => {
    expect(decideIntake(found(), look('2026-08-15T09:00:00.900Z'))).toMatchObject({ kind: 'publish' })
  })

  test('a mail that came after the opening is published, however old it is', () => {
    expect(decideIntake(found({ uid: 11 }), look('2026-08-15T10:00:00Z'))).toMatchObject({ kind: 'publish' })
  })

  test('a known mail is a duplicate and no alarm', () => {
    const place = { ...look('2026-08-15T10:00:00Z'), known: new Set(['a']) }
    expect(decideIntake(found(), place)).toMatchObject({ outcome: 'duplicate' })
  })
})
