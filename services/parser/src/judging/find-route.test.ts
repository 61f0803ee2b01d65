import { expect, test } from 'vitest'
import { findRoute } from './find-route.ts'

const DOMAINS = new Set(['example.com'])
const routesTo = (...recipients: string[]) => recipients.map((recipient) => ({ recipient, to: 'status' as const }))
const taken = (routes: string[], ...recipients: string[]): string | undefined =>
  findRoute(routesTo(...routes), recipients, DOMAINS)?.route.recipient

test.each<[routes: string[], recipients: string[], taken: string | undefined]>([
  [['*'], [], '*'],
  [['status@example.com'], ['Status@Example.COM'], 'status@example.com'],
  [['status@example.com'], ['status+x@example.com'], 'status@example.com'],
  [['status@example.com'], ['status+a+b@example.com'], 'status@example.com'],
  [['status+x@example.com', 'status@example.com'], ['status+x@example.com'], 'status+x@example.com'],
  [['status@example.com', 'status+x@example.com'], ['status+x@example.com'], 'status@example.com'],
  [['status+x@example.com'], ['status@example.com'], undefined],
  [['status+x@example.com'], ['status+xy@example.com'], undefined],
  [['erp@example.com'], ['cyberpunk@example.com'], undefined],
  [['erp@example.com'], ['erp@example.com.evil.example'], undefined],
  [['erp@example.com'], ['x.erp@example.com', 'erpx@example.com'], undefined],
  [['status@example.com'], ['+x@example.com'], undefined],
  [['status@example.com'], ['"status+x"@example.com'], 'status@example.com'],
  [['status@example.com'], ['"status+x y"@example.com'], undefined],
  [['a@example.com', '*'], ['b@example.com'], '*'],
  [['a@example.com', 'b@example.com'], ['b@example.com', 'a@example.com'], 'a@example.com'],
])('of %j a mail to %j takes %s', (routes, recipients, expected) => {
  expect(taken(routes, ...recipients)).toBe(expected)
})

test('the other matching routes are named, in their order', () => {
  const found = findRoute(
    routesTo('a@example.com', 'c@example.com', 'b@example.com', '*'),
    ['b@example.com', 'a@example.com'],
    DOMAINS,
  )
  expect(found?.others.map(({ recipient }) => recipient)).toEqual(['b@example.com', '*'])
})

test.each([
  [['case-1042@example.com'], 'support@example.com'],
  [['CASE-1042+x@Example.com'], 'support@example.com'],
  [['case-1042@elsewhere.example'], undefined],
  [['task-1042@example.com'], undefined],
  [['status@example.com', 'case-1042@example.com'], 'status@example.com'],
])('a mail to %j takes %s of a mailbox for both', (recipients, expected) => {
  const routes = [...routesTo('status@example.com'), { recipient: 'support@example.com', to: 'case' as const }]
  expect(findRoute(routes, recipients, DOMAINS)?.route.recipient).toBe(expected)
})
