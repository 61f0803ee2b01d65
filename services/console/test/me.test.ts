import { ADMIN_TOKEN } from '@tubepost/service/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

const me = (token: string) =>
  installation.console.ask('GET', '/api/console/me', undefined, { authorization: `Bearer ${token}` })

test('the administrator’s token is told every scope, and nobody’s name', async () => {
  const { status, body } = await me(ADMIN_TOKEN)
  expect([status, body]).toEqual([
    200,
    { by: 'token', person: null, role: null, scopes: expect.arrayContaining(['admin', 'status:set', 'fetcher:write']) },
  ])
})

test('a person’s token is told the person and its scopes as granted, whatever they are', async () => {
  const asked = { name: 'phone', scopes: ['status:set'], person: 'ana' }
  const { body } = await installation.console.ask('POST', '/api/console/tokens', asked)
  expect(await me((body as { token: string }).token)).toEqual({
    status: 200,
    body: {
      by: 'token',
      person: { id: 'ana', name: 'Ana Example', timeZone: 'America/New_York', locale: 'en-US' },
      role: null,
      scopes: ['status:set'],
    },
  })
})

test('nobody is told who they are without a valid token', async () => {
  expect(await me('tubepost_wrong')).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } })
})
