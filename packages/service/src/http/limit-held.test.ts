import { expect, test } from 'vitest'
import { limitHeld } from './limit-held.ts'
import { RefusedRequest } from './refused-request.ts'

const limited = (inAll: number, ofOne: number) =>
  limitHeld({ inAll, ofOne }, (limit) => new RefusedRequest(503, limit, 'Too many.'))

test('a holder beyond its share is refused, and another is not', () => {
  const take = limited(5, 2)
  take('a')
  const giveBack = take('a')
  expect(() => take('a')).toThrow(expect.objectContaining({ code: 'ofOne' }))
  take('b')
  giveBack()
  giveBack()
  take('a')
  expect(() => take('a')).toThrow(expect.objectContaining({ code: 'ofOne' }))
})

test('more than there is in all is refused, whoever asks', () => {
  const take = limited(10, 8)
  take('a', 4)
  const giveBack = take('b', 5)
  expect(() => take('c', 2)).toThrow(expect.objectContaining({ code: 'inAll' }))
  take('c', 1)
  giveBack()
  take('c', 5)
})
