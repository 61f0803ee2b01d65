import { expect, test } from 'vitest'
import { limitAtOnce } from './limit-at-once.ts'

test('the third waits until one of two is done; a turn given back twice counts once', async () => {
  const turn = limitAtOnce(2, 60_000)
  const [first] = [await turn(), await turn()]
  const order: string[] = []
  const third = turn().then((release) => {
    order.push('third')
    return release
  })
  const fourth = turn().then(() => order.push('fourth'))
  order.push('both wait')
  first()
  first()
  const release = await third
  expect(order).toEqual(['both wait', 'third'])
  release()
  await fourth
  expect(order).toEqual(['both wait', 'third', 'fourth'])
})

test('who waits too long is refused with the time to wait, and takes no turn later', async () => {
  const turn = limitAtOnce(1, 1)
  const first = await turn()
  await expect(turn()).rejects.toMatchObject({ statusCode: 503, code: 'busy', retryAfter: 1 })
  first()
  expect(await turn()).toBeTypeOf('function')
})
