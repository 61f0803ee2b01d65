import { expect, test } from 'vitest'
import { limitAtOnce } from './limit-at-once.ts'

test('the third waits until one of two is done; a turn given back twice counts once', async () => {
  const turn = limitAtOnce(2)
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
