import { readFileSync } from 'node:fs'
import { SIGN_IN_REFUSALS } from '@tubepost/api'
import { expect, test } from 'vitest'

test('each refusal of a sign-in at a provider is documented, and no other', () => {
  const page = readFileSync(new URL('../../../../docs/sign-in.md', import.meta.url), 'utf8')
  const documented = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, code]) => code)
  expect(new Set(documented)).toEqual(new Set(SIGN_IN_REFUSALS))
})
