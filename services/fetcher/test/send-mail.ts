import { createConnection } from 'node:net'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { openBlobs } from '@tubepost/blobs'
import type { Pool } from '@tubepost/db'
import { createTransport } from 'nodemailer'
import type { Received } from './installation.ts'

/** Hands a mail to the port of an SMTP mailbox. Rejects with the `responseCode` of a refusal. */
export function sendMail(
  port: number,
  raw: string | Readable,
  to: string | string[],
  from = 'ann@example.org',
): Promise<{ response: string }> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  return transport.sendMail({ envelope: { from, to }, raw })
}

/** Whether the program on this port sends a line unasked. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** The stored bytes of a mail; undefined when none are stored. */
export async function bytesOf(pool: Pool, mail: Received, bucket: object = {}): Promise<Buffer | undefined> {
  const blobs = await openBlobs(pool, { AWS_REGION: 'us-east-1', ...bucket })
  try {
    const stream = await blobs.read(mail.data.body?.sha256 ?? '')
    return stream && (await buffer(stream))
  } finally {
    blobs.close()
  }
}
