import { expect, test } from 'vitest'
import { findRoute } from './find-route.ts'

const routesTo = (...recipients: string[]) => recipients.map((recipient) => ({ recipient, to: 'status' as const }))
const taken = (routes: string[], ...recipients: string[]): string | undefined =>
  findRoute(routesTo(...routes), recipients)?.route.recipient

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
  const found = findRoute(routesTo('a@example.com', 'c@example.com', 'b@example.com', '*'), [
    'b@example.com',
    'a@example.com',
  ])
  expect(found?.others.map(({ recipient }) => recipient)).toEqual(['b@example.com', '*'])
})
