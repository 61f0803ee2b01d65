import { createUserKey } from '@tubepost/bus'
import { expect, test } from 'vitest'
import { accountsConfig, keysConfig, userNames } from './accounts.ts'

// Written anew by: npm test -- services/installer -u
test('deploy/nats/accounts.conf allows what the services declare, and nothing else', async () => {
  await expect(accountsConfig()).toMatchFileSnapshot('../../../deploy/nats/accounts.conf')
})

test('every key that the accounts name is one that the set-up makes', () => {
  const keys = keysConfig(new Map(userNames.map((user) => [user, createUserKey().publicKey])))
  const made = [...keys.matchAll(/^(\w+): U[A-Z2-7]{55}$/gm)].map(([, name]) => name)
  const named = [...accountsConfig().matchAll(/nkey: \$(\w+)/g)].map(([, name]) => name)
  expect(new Set(made)).toEqual(new Set(named))
  expect(named).toHaveLength(userNames.length)
})
