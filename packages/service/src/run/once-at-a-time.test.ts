import { expect, test } from 'vitest'
import { onceAtATime } from './once-at-a-time.ts'

test('given many who ask during a run, then they share one run that begins after it', async () => {
  const runs: PromiseWithResolvers<void>[] = []
  const ask = onceAtATime(
    () => (runs[runs.push(Promise.withResolvers<void>()) - 1] as PromiseWithResolvers<void>).promise,
  )
  const first = ask()
  await Promise.resolve()
  expect(runs).toHaveLength(1)
  const others = [ask(), ask(), ask()]
  await Promise.resolve()
  expect(runs).toHaveLength(1)
  runs[0]?.resolve()
  await first
  await Promise.resolve()
  expect(runs).toHaveLength(2)
  runs[1]?.resolve()
  await Promise.all(others)
  expect(runs).toHaveLength(2)
})

test('given a run that fails, then its askers hear it and the next runs', async () => {
  let runs = 0
  const ask = onceAtATime(async () => {
    if (++runs === 1) throw new Error('no broker')
  })
  await expect(ask()).rejects.toThrow('no broker')
  await ask()
  expect(runs).toBe(2)
})
