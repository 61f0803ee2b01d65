import { expect, test } from 'vitest'
import { type Ambient, findViolations, ROOMS } from './boundary-rules.ts'

test.each([
  ['packages/events/src/a.ts', '@tubepost/mail'],
  ['packages/bus/src/a.ts', '@tubepost/db'],
  ['packages/db/test/a.test.ts', '@tubepost/bus'],
  ['services/status/src/a.ts', '@tubepost/fetcher'],
  ['services/status/src/a.ts', '@tubepost/testing'],
  ['services/status/src/a.ts', '@tubepost/db/src/pool.ts'],
  ['services/status/src/a.ts', '../../fetcher/src/b.ts'],
  ['services/status/src/a.ts', 'pg'],
  ['services/status/src/a.ts', '@nats-io/jetstream'],
  ['services/status/src/a.ts', 'node:fs/promises'],
  ['services/notifier/src/on-reply.ts', 'nodemailer'],
  ['services/fetcher/src/ledger/a.ts', '../reading/b.ts'],
  ['services/fetcher/src/reading/a.ts', '../service.ts'],
  ['packages/mail/src/header/a.ts', '../trust/b.ts'],
  ['services/fetcher/src/attic/a.ts', '../ledger/b.ts'],
])('%s must not import %s', (path, specifier) => {
  expect(problemsOf(path, specifier)).toHaveLength(1)
})

test.each([
  ['packages/service/src/a.ts', '@tubepost/bus'],
  ['packages/db/test/a.test.ts', '@tubepost/testing'],
  ['packages/db/test/a.test.ts', 'node:fs'],
  ['services/status/src/a.ts', './b.ts'],
  ['services/status/src/people-sql.ts', 'pg'],
  ['services/fetcher/src/sources/imap/imap-folder.ts', 'imapflow'],
  ['services/sandbox/src/main.ts', '@tubepost/fetcher'],
  ['services/status/src/a.ts', '@tubepost/grammar'],
  ['e2e/one.test.ts', '@tubepost/status'],
  ['services/fetcher/src/reading/a.ts', '../ledger/b.ts'],
  ['services/fetcher/src/sources/imap/a.ts', '../folder.ts'],
  ['services/fetcher/src/service.ts', './restore/a.ts'],
  ['scripts/generate.ts', '@tubepost/installer'],
])('%s may import %s', (path, specifier) => {
  expect(problemsOf(path, specifier)).toEqual([])
})

test.each<[string, Ambient]>([
  ['services/status/src/on-status-set.ts', 'clock'],
  ['services/status/src/decide-statuses.ts', 'clock'],
  ['packages/grammar/src/dates.ts', 'clock'],
  ['packages/mail/src/trust.ts', 'randomness'],
  ['services/status/src/board.ts', 'environment'],
])('%s must not use the %s', (path, what) => {
  expect(findViolations({ path, imports: [], uses: [{ what, line: 1 }], exportsAll: [] })).toHaveLength(1)
})

test.each(Object.entries(ROOMS))('the arrows between the rooms of %s go one way', (_, rooms) => {
  const below = new Set<string>()
  let left = Object.entries(rooms)
  while (left.length > 0) {
    const free = left.filter(([, uses]) => uses.every((room) => below.has(room) || room === 'service'))
    expect(free, `a circle among ${left.map(([room]) => room).join(', ')}`).not.toEqual([])
    for (const [room] of free) below.add(room)
    left = left.filter(([room]) => !below.has(room))
  }
})

test('a file is not named after a kind', () => {
  for (const name of ['utils', 'mail-helpers', 'case-service', 'person-dto', 'manager']) {
    expect(
      findViolations({ path: `services/case/src/${name}.ts`, imports: [], uses: [], exportsAll: [] }),
    ).toHaveLength(1)
  }
  expect(findViolations({ path: 'services/case/src/service.ts', imports: [], uses: [], exportsAll: [] })).toEqual([])
})

function problemsOf(path: string, specifier: string): string[] {
  const file = { path, imports: [{ specifier, line: 1 }], uses: [], exportsAll: [] }
  return findViolations(file).map(({ problem }) => problem)
}
