import { expect, test } from 'vitest'
import { serverWords } from './server-words.ts'

const account = { host: 'h', username: 'status@example.com', password: 'hunter2' }

test('a server’s answer is one line of bounded length', () => {
  expect(serverWords('Application-specific password required:\r\n see "help"\u0007', account)).toBe(
    "Application-specific password required: see 'help'",
  )
  expect(serverWords('x'.repeat(1_000), account)).toHaveLength(201)
})

test('a password that the server repeats is taken out, also in base64', () => {
  const plain = Buffer.from(`\0${account.username}\0${account.password}`).toString('base64')
  const login = Buffer.from(account.password).toString('base64')
  for (const secret of ['hunter2', plain.slice(0, 20), login.slice(0, 8)])
    expect(serverWords(`no ${plain} no ${login} no hunter2`, account)).not.toContain(secret)
})
