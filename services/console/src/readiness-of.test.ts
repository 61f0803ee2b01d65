import { expect, test } from 'vitest'
import { readinessOf } from './readiness-of.ts'

test('an answer of a service is read whole', () => {
  const degraded = [{ mailbox: 'hall', code: 'source/auth-failed' }]
  const checks = { database: { ok: true, detail: '' }, broker: { ok: false, detail: 'no answer' } }
  expect(readinessOf(JSON.stringify({ ready: false, checks, degraded }))).toEqual({
    ready: false,
    failing: [{ name: 'broker', detail: 'no answer' }],
    degraded,
  })
})

test.each(['', '<html>', 'null', '[]', '"ready"', '1'])('%j is no answer of a service', (text) => {
  expect(readinessOf(text)).toBeUndefined()
})

test.each([
  ['{"ready":"yes","checks":"x","degraded":{}}', []],
  ['{"checks":{"database":null},"degraded":[null,{"mailbox":{}},"x"]}', ['database']],
  ['{"checks":{"database":{"ok":"true","detail":{"toString":1}}}}', ['database']],
])('of %s no more is believed than can be', (text, failing) => {
  const read = readinessOf(text)
  expect(read).toMatchObject({ ready: false, degraded: [] })
  expect(read?.failing).toEqual(failing.map((name) => ({ name, detail: 'it does not say why' })))
})
