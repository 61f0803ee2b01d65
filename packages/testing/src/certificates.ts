import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SCRIPT = join(import.meta.dirname, '../../../deploy/make-certificates')

export type Certificates = {
  /** Of the authority; for those who connect. */
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}

/** Why there are no certificates here, where that is so. */
export const opensslMissing = (): string | undefined =>
  ['/usr/bin/openssl', '/usr/local/bin/openssl'].some((file) => existsSync(file)) ? undefined : 'there is no openssl'

/** An authority and a certificate for a broker on 127.0.0.1, as an installation makes them. What stands in the folder is kept. */
export function makeCertificates(dir: string): Certificates {
  execFileSync(SCRIPT, [dir, '127.0.0.1'])
  return {
    caFile: join(dir, 'nats-ca.crt'),
    certFile: join(dir, 'nats/server.crt'),
    keyFile: join(dir, 'nats/server.key'),
  }
}
