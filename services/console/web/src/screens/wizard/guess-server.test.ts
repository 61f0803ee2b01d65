import { expect, test } from 'vitest'
import { guessServer } from './guess-server.ts'
import { PROVIDERS } from './providers.ts'

test.each([
  ['status@gmail.com', 'imap.gmail.com', 'status@gmail.com', 'appPassword'],
  ['Status@GoogleMail.com ', 'imap.gmail.com', 'Status@GoogleMail.com', 'appPassword'],
  ['a@outlook.com', 'outlook.office365.com', 'a@outlook.com', 'oauthOnly'],
  ['a@hotmail.co.uk', 'outlook.office365.com', 'a@hotmail.co.uk', 'oauthOnly'],
  ['a@firm.onmicrosoft.com', 'outlook.office365.com', 'a@firm.onmicrosoft.com', 'oauthOnly'],
  ['a@yahoo.com.br', 'imap.mail.yahoo.com', 'a@yahoo.com.br', 'appPassword'],
  ['emily@icloud.com', 'imap.mail.me.com', 'emily', 'appPassword'],
  ['a@gmx.de', 'imap.gmx.net', 'a@gmx.de', 'switchOn'],
  ['a@gmx.co.uk', 'imap.gmx.com', 'a@gmx.co.uk', 'switchOn'],
  ['a.b@web.de', 'imap.web.de', 'a.b', 'switchOn'],
  ['a@t-online.de', 'secureimap.t-online.de', 'a@t-online.de', 'appPassword'],
  ['a@free.fr', 'imap.free.fr', 'a', undefined],
  ['a@posteo.at', 'posteo.de', 'a@posteo.at', undefined],
  ['status@corp.example', 'imap.corp.example', 'status@corp.example', undefined],
  ['"a@b"@corp.example', 'imap.corp.example', '"a@b"@corp.example', undefined],
])('%s is likely read at %s', (address, host, username, remark) => {
  expect(guessServer(address)).toMatchObject({ host, username, remark })
})

test.each(['live.evil.example', 'outlook.attacker.com', 'notgmail.com', 'gmail.com.evil.example', 'yahoo.'])(
  'a domain that only looks like a provider’s is none of it: %s',
  (domain) => {
    expect(guessServer(`a@${domain}`).provider).toBeUndefined()
  },
)

test('a provider that was chosen counts more than the domain', () => {
  expect(guessServer('a@corp.example', 'IONOS (.de)')).toMatchObject({
    host: 'imap.ionos.de',
    username: 'a@corp.example',
  })
})

test.each(['', 'status', 'status@'])('given no domain, then nothing is guessed: "%s"', (address) => {
  expect(guessServer(address).host).toBe('')
})

test('each provider has a name of its own, and no domain twice', () => {
  for (const all of [PROVIDERS.map(({ name }) => name), PROVIDERS.flatMap(({ domains }) => domains)])
    expect(new Set(all).size).toBe(all.length)
})
