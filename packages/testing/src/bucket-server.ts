/**
 * A real S3 server on 127.0.0.1: OpenStack Swift with its S3 API, signatures checked. Objects are in its memory, so
 * they survive a stop of the process that serves S3, but not `stop()`. A program of this machine, even with
 * TEST_INFRA=containers.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { freePort } from './free-port.ts'
import { startProgram } from './program.ts'
import { swiftConfig } from './swift-config.ts'

export type BucketServer = {
  /** The environment of programs that use the bucket, as the AWS SDK names it, and BLOB_BUCKET. */
  readonly environment: Readonly<Record<'BLOB_BUCKET' | 'AWS_ENDPOINT_URL_S3' | 'AWS_SHARED_CREDENTIALS_FILE', string>>
  /** Keys of the objects in the bucket. */
  keys(): Promise<string[]>
  /** Kills the process that serves S3, by SIGKILL unless another signal is given; the objects stay. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts to serve S3 again on the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

// Debian's python3 looks here; another python3 that comes first on PATH does not.
const PYTHON = '/usr/bin/python3'
const MODULE = '/usr/lib/python3/dist-packages/swift'
const SCRIPT = join(import.meta.dirname, 'swift-servers.py')
const BUCKET = 'mails'
const ACCESS_KEY = 'test:tubepost'

/** The reason why tests that need an S3 server cannot run here, or undefined. */
export function bucketServerMissing(): string | undefined {
  if (existsSync(MODULE)) return undefined
  return process.env['TUBEPOST_NO_SWIFT'] ?? 'no OpenStack Swift on this machine: apt-get install python3-swift'
}

export async function startBucketServer(options: { readonly dir: string }): Promise<BucketServer> {
  const missing = bucketServerMissing()
  if (missing !== undefined) throw new Error(missing)
  const { dir } = options
  const secretKey = `secret-of-${ACCESS_KEY}`
  const [proxy, account, container, object] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  mkdirSync(join(dir, 'devices/device'), { recursive: true })
  const files = swiftConfig({
    dir,
    user: userInfo().username,
    ports: { proxy, account, container, object },
    accessKey: ACCESS_KEY,
    secretKey,
  })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  const credentials = join(dir, 'credentials')
  writeFileSync(credentials, `[default]\naws_access_key_id = ${ACCESS_KEY}\naws_secret_access_key = ${secretKey}\n`)

  const program = (name: string, servers: readonly string[], ports: readonly number[]) =>
    startProgram({
      name,
      command: PYTHON,
      args: [SCRIPT, dir, ...servers],
      dir,
      stopSignal: 'SIGTERM',
      ready: async () => (await Promise.all(ports.map(answers))).every(Boolean),
    })
  const storage = await program('swift-storage', ['account', 'container', 'object'], [account, container, object])
  const door = await program('swift-proxy', ['proxy'], [proxy])

  const endpoint = `http://127.0.0.1:${proxy}`
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: secretKey },
  })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))

  return {
    environment: { BLOB_BUCKET: BUCKET, AWS_ENDPOINT_URL_S3: endpoint, AWS_SHARED_CREDENTIALS_FILE: credentials },
    async keys() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
      return Contents.map(({ Key }) => Key ?? '')
    },
    kill: door.kill,
    start: door.start,
    async stop() {
      client.destroy()
      await door.stop()
      await storage.stop()
    },
  }
}

/** Any answer will do: Swift answers 4xx to a request for nothing in particular. */
async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`)
    return true
  } catch {
    return false // not listening yet
  }
}
