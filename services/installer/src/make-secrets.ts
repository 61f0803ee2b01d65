import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createUserKey, publicKeyOf } from '@tubepost/bus'
import { roleOf } from '@tubepost/db'
import { createLog } from '@tubepost/service'
import { keysConfig, userNames } from './accounts.ts'
import { schemas } from './services.ts'

const PASSWORD_BYTES = 24
const CREDENTIAL_KEY_BYTES = 32 // AES-256
// A secret is mounted into a container as the file it is here, and read there by another user. The folder is closed.
const FILE_MODE = 0o444
const FOLDER_MODE = 0o700

const random = () => randomBytes(PASSWORD_BYTES).toString('base64url')

/**
 * Fills a folder with everything that is secret in an installation, and with the public keys of the broker's users. What
 * stands there is kept, so it can be run again after an upgrade. Nothing is printed but names.
 * @param database host, port and name of the database, as the services reach it
 */
export function makeSecrets(dir: string, database: string): void {
  const log = createLog('make-secrets', 'info')
  const made: string[] = []
  mkdirSync(dir, { recursive: true, mode: FOLDER_MODE })
  const keep = (name: string, make: () => string): string => {
    const file = path.join(dir, name)
    if (!existsSync(file)) {
      writeFileSync(file, `${make()}\n`, { mode: FILE_MODE })
      made.push(name)
    }
    return readFileSync(file, 'utf8').trimEnd()
  }
  const password = keep('postgres-password', random)
  keep('database-admin-url', () => `postgres://postgres:${password}@${database}`)
  for (const { name } of schemas) {
    keep(`${name}-database-url`, () => `postgres://${roleOf(name)}:${random()}@${database}`)
  }
  keep('admin-token', random)
  keep('grafana-password', random)
  // One line a key, `id:base64`; the first seals. See packages/service, sealed-secret.ts.
  keep('credential-keys', () => `first:${randomBytes(CREDENTIAL_KEY_BYTES).toString('base64')}`)
  const keys = new Map(
    userNames.map((user) => [user, publicKeyOf(keep(`${user}-nats-seed`, () => createUserKey().seed))]),
  )
  mkdirSync(path.join(dir, 'nats'), { recursive: true })
  writeFileSync(path.join(dir, 'nats/nats-keys.conf'), keysConfig(keys))
  // For brokers that are several. It begins with a letter: nats-server reads a variable that begins with a digit or a dash
  // as a number.
  keep('nats/route.env', () => `ROUTE_PASSWORD=r${random()}`)
  log.info({ dir, made }, made.length === 0 ? 'every secret stands already' : 'secrets made')
}
