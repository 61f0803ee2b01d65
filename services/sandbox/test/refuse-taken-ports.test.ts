import { createServer, type Server } from 'node:net'
import { declared } from '@tubepost/setup/testing'
import { freePort } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refuseTakenPorts } from '../src/refuse-taken-ports.ts'

let other: Server
let taken: number
beforeAll(async () => {
  taken = await freePort()
  other = createServer()
  await new Promise<void>((resolve) => other.listen(taken, '127.0.0.1', resolve))
})
afterAll(() => void other.close())

const setupWith = (port: number, enabled = true) =>
  declared({
    organisation: { name: 'Example', timeZone: 'UTC', locale: 'en' },
    mailboxes: [{ id: 'intake', preset: 'stoic', address: 'a@example.com', enabled, source: { kind: 'smtp', port } }],
  })
const given = { setup: undefined, data: undefined, smtpPort: 2525, small: false }

test('a taken port of the API is refused with its option', async () => {
  const free = await freePort()
  await expect(refuseTakenPorts({ ...given, port: taken }, setupWith(free), 'mine.yaml')).rejects.toThrow(
    `Port ${taken} of 127.0.0.1 is taken by another program. Stop that, or choose another port for the API with --port.`,
  )
})

test('a taken port for mail is refused with the option of the sandbox', async () => {
  const port = await freePort()
  await expect(refuseTakenPorts({ ...given, port }, setupWith(taken), 'mine.yaml')).rejects.toThrow(
    `Port ${taken} of 127.0.0.1 is taken by another program. Stop that, or choose another port for incoming mail with --smtp-port.`,
  )
})

test('a taken port of one’s own set-up is refused with its mailbox', async () => {
  const args = { ...given, setup: 'mine.yaml', port: await freePort() }
  await expect(refuseTakenPorts(args, setupWith(taken), '/x/mine.yaml')).rejects.toThrow(
    `Port ${taken} of 127.0.0.1 is taken by another program. Stop that, or give the mailbox intake another port in /x/mine.yaml.`,
  )
  await expect(refuseTakenPorts(args, setupWith(taken, false), '/x/mine.yaml')).resolves.toBeUndefined()
})
