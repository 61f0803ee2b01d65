import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createUserKey, integratorNamed, isIntegrator, publicKeyOf } from '@tubepost/bus'
import { roleOf } from '@tubepost/db'
import { createLog } from '@tubepost/service'
import { EXAMPLE_INTEGRATOR, keyFiles, userNames } from './accounts.ts'
import { schemas } from './services.ts'
import { UsageError } from './usage-error.ts'

const PASSWORD_BYTES = 24
const RING_KEY_BYTES = 32 // AES-256
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
  keep('gateway-token', random)
  keep('grafana-password', random)
  // One line a key, `id:base64`; the first seals, or signs. See packages/service, sealed-secret.ts.
  for (const ring of ['credential-keys', 'signing-keys'])
    keep(ring, () => `first:${randomBytes(RING_KEY_BYTES).toString('base64')}`)
  for (const user of [...userNames, EXAMPLE_INTEGRATOR]) keep(`${user}-nats-seed`, () => createUserKey().seed)
  mkdirSync(path.join(dir, 'nats'), { recursive: true })
  writeKeys(dir)
  // For brokers that are several. It begins with a letter: nats-server reads a variable that begins with a digit or a dash
  // as a number.
  keep('nats/route.env', () => `ROUTE_PASSWORD=r${random()}`)
  createLog('make-secrets', 'info').info(
    { dir, made },
    made.length === 0 ? 'every secret stands already' : 'secrets made',
  )
}

/** Makes the key of one more integrator, and its account; the broker knows it after the next `provision`. */
export function addIntegrator(name: string, dir: string): void {
  const integrator = nameOf(name)
  const seed = `${integrator}-nats-seed`
  if (!existsSync(path.join(dir, 'nats')))
    throw new Error(`${dir} holds no secrets of an installation yet: set it up first`)
  if (!existsSync(path.join(dir, seed)))
    writeFileSync(path.join(dir, seed), `${createUserKey().seed}\n`, { mode: FILE_MODE })
  writeKeys(dir)
  createLog('add-integrator', 'info').info({ integrator, seed }, 'the integrator has a key; provision makes it known')
}

function nameOf(name: string): string {
  try {
    return integratorNamed(name)
  } catch (error) {
    throw new UsageError([(error as Error).message])
  }
}

/** The broker's share: public halves alone, so it holds no secret. */
function writeKeys(dir: string): void {
  const publicKey = (user: string) => publicKeyOf(readFileSync(path.join(dir, `${user}-nats-seed`), 'utf8').trimEnd())
  const keysOf = (users: readonly string[]) => new Map(users.map((user) => [user, publicKey(user)]))
  const integrators = readdirSync(dir)
    .filter((file) => file.endsWith('-nats-seed'))
    .map((file) => file.replace('-nats-seed', ''))
    .filter(isIntegrator)
  for (const [name, text] of Object.entries(keyFiles(keysOf(userNames), keysOf(integrators))))
    writeFileSync(path.join(dir, 'nats', name), text)
}
