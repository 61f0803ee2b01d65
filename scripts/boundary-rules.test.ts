import { expect, test } from 'vitest'
import { type Ambient, findViolations } from './boundary-rules.ts'

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
])('%s must not import %s', (path, specifier) => {
  expect(problemsOf(path, specifier)).toHaveLength(1)
})

test.each([
  ['packages/service/src/a.ts', '@tubepost/bus'],
  ['packages/db/test/a.test.ts', '@tubepost/testing'],
  ['packages/db/test/a.test.ts', 'node:fs'],
  ['services/status/src/a.ts', './b.ts'],
  ['services/status/src/people-sql.ts', 'pg'],
  ['services/fetcher/src/sources/imap.ts', 'imapflow'],
  ['services/sandbox/src/main.ts', '@tubepost/fetcher'],
  ['services/status/src/a.ts', '@tubepost/grammar'],
  ['e2e/one.test.ts', '@tubepost/status'],
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
