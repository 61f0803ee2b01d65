import { afterEach, expect, test } from 'vitest'
import { askBefore, isAsked, isHeldUp, leaveBy, leaveFreely } from './leaving.ts'

const ends: (() => void)[] = []
/** A form that notes what it was asked about. */
function form() {
  const held: (() => void)[] = []
  const question = (go: () => void) => void held.push(go)
  ends.push(askBefore(question))
  return { held, question }
}
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

test('given nothing typed, then whoever leaves is not asked', () => {
  let isGone = false
  leaveBy(() => {
    isGone = true
  })
  expect([isHeldUp(), isGone]).toEqual([false, true])
})

test('given two forms, then the first asks for both', () => {
  const [first, second] = [form(), form()]
  let isGone = false
  leaveBy(() => {
    isGone = true
  })
  expect([first.held.length, second.held.length, isGone]).toEqual([1, 0, false])
  expect([isAsked(first.question), isAsked(second.question)]).toEqual([true, false])
  first.held[0]?.()
  expect(isGone).toBe(true)
})

test('given a form that is saved, then it leaves unasked, and the next way is asked', async () => {
  const { question } = form()
  const asked: boolean[] = []
  leaveFreely(() => asked.push(isAsked(question)))
  await Promise.resolve()
  expect([...asked, isAsked(question)]).toEqual([false, true])
})

test('given a way that is broken off, then the next one asks again', async () => {
  const { question } = form()
  leaveFreely(() => Promise.reject(new Error('another navigation came first')))
  await new Promise<void>((done) => setImmediate(done))
  expect(isAsked(question)).toBe(true)
})
