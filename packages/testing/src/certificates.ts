import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SCRIPT = join(import.meta.dirname, '../../../deploy/make-certificates')

export type Certificates = {
  /** The authority's certificate, for clients. */
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}

/** The reason why there are no certificates here, or undefined. */
export const opensslMissing = (): string | undefined =>
  ['/usr/bin/openssl', '/usr/local/bin/openssl'].some((file) => existsSync(file)) ? undefined : 'there is no openssl'

/**
 * An authority and a certificate for a broker on 127.0.0.1, made as an installation makes them. Existing ones in the
 * folder are kept.
 */
export function makeCertificates(dir: string): Certificates {
  execFileSync(SCRIPT, [dir, '127.0.0.1'])
  return {
    caFile: join(dir, 'nats-ca.crt'),
    certFile: join(dir, 'nats/server.crt'),
    keyFile: join(dir, 'nats/server.key'),
  }
}
