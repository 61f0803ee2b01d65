import { createUserKey } from '@tubepost/bus'
import { expect, test } from 'vitest'
import { accountsConfig, EXAMPLE_INTEGRATOR, keyFiles, userNames } from './accounts.ts'

test('every key that the accounts name is one that the set-up makes', () => {
  const files = keyFiles(new Map(userNames.map((user) => [user, createUserKey().publicKey])), new Map())
  const made = [...(files['nats-keys.conf'] ?? '').matchAll(/^(\w+): U[A-Z2-7]{55}$/gm)].map(([, name]) => name)
  const named = [...accountsConfig().matchAll(/nkey: \$(\w+)/g)].map(([, name]) => name)
  expect(new Set(made)).toEqual(new Set(named))
  expect(named).toHaveLength(userNames.length)
})

test('an integrator’s account lets it read intents and facts through its own durables', () => {
  const files = keyFiles(new Map(), new Map([[EXAMPLE_INTEGRATOR, 'UKEY']]))
  expect(files['integrators.conf']).toMatchInlineSnapshot(`
    "  integrator {
        users: [
          # integrator
          { nkey: UKEY, permissions: {
            publish: { allow: [
              "$JS.tubepost.API.CONSUMER.INFO.INTENT.integrator"
              "$JS.tubepost.API.CONSUMER.MSG.NEXT.INTENT.integrator"
              "$JS.ACK.INTENT.integrator.>"
              "$JS.tubepost.API.CONSUMER.INFO.FACT.integrator"
              "$JS.tubepost.API.CONSUMER.MSG.NEXT.FACT.integrator"
              "$JS.ACK.FACT.integrator.>"
            ] }
            subscribe: { allow: [
              "_INBOX_integrator.>"
            ] } } }
        ]
        imports: [
          { service: { account: TUBEPOST, subject: "$JS.API.CONSUMER.INFO.INTENT.integrator" }, to: "$JS.tubepost.API.CONSUMER.INFO.INTENT.integrator" }
          { service: { account: TUBEPOST, subject: "$JS.API.CONSUMER.MSG.NEXT.INTENT.integrator" }, to: "$JS.tubepost.API.CONSUMER.MSG.NEXT.INTENT.integrator" }
          { service: { account: TUBEPOST, subject: "$JS.ACK.INTENT.integrator.>" } }
          { service: { account: TUBEPOST, subject: "$JS.API.CONSUMER.INFO.FACT.integrator" }, to: "$JS.tubepost.API.CONSUMER.INFO.FACT.integrator" }
          { service: { account: TUBEPOST, subject: "$JS.API.CONSUMER.MSG.NEXT.FACT.integrator" }, to: "$JS.tubepost.API.CONSUMER.MSG.NEXT.FACT.integrator" }
          { service: { account: TUBEPOST, subject: "$JS.ACK.FACT.integrator.>" } }
        ]
      }
    "
  `)
})
