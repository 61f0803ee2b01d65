import type { TestStep } from '@tubepost/api'
import { expect, test } from 'vitest'
import { problemOfTest } from './problem-of-test.ts'

const after = (failed: Omit<TestStep, 'ok'>) =>
  problemOfTest({
    steps: [
      { step: 'resolve', ok: true, detail: 'It is 192.0.2.7.' },
      { ok: false, ...failed },
    ],
  })

test.each([
  ['source/private-address', 'resolve', 'source.allowPrivateAddress', 'wizard.privateNeeded'],
  ['source/port-refused', 'resolve', 'source.allowPrivateAddress', 'wizard.portNeeded'],
  ['source/tls-untrusted', 'tls', 'source.tlsVerify', 'wizard.certificateNeeded'],
] as const)('given %s, then the hint is at the tick that mends it', (code, step, field, say) => {
  expect(after({ step, detail: 'x', code })).toEqual({ field, say })
})

test('given another failure, then the service’s sentence is at the field of its step', () => {
  expect(after({ step: 'login', detail: 'no', code: 'source/auth-failed' })).toEqual({
    field: 'source.password',
    detail: 'no',
  })
  expect(after({ step: 'connect', detail: 'no' })).toEqual({ field: 'source.port', detail: 'no' })
})

test('given a failure of no field, or none at all, then no field is marked', () => {
  expect(after({ step: 'count', detail: 'no', code: 'source/failed' })).toBeUndefined()
  expect(problemOfTest({ steps: [{ step: 'resolve', ok: true, detail: '' }] })).toBeUndefined()
  expect(problemOfTest(undefined)).toBeUndefined()
})
