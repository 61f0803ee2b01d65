import { readFileSync } from 'node:fs'
import { claimBlob, openBlobs } from '@tubepost/blobs'
import { transaction } from '@tubepost/db'
import {
  type DataOf,
  mailboxes,
  type MailboxRecord,
  mailReceived,
  organisation,
  people,
  statuses,
} from '@tubepost/events'
import { declarationOf } from '@tubepost/service'
import { type Replica, startTestbed, type Testbed } from '@tubepost/service/testing'
import { service } from '../src/service.ts'

const MEMORY_AS_IN_IMAGE = {
  MALLOC_ARENA_MAX: '1',
  NODE_OPTIONS: '--max-old-space-size=96 --max-semi-space-size=6',
}

/** Real servers, provisioned for the parser and for the owners of its reference data. */
export interface Installation extends Testbed {
  startParser(): Promise<Replica>
  putMailboxes(...records: readonly MailboxRecord[]): Promise<void>
  /** Keeps the bytes of a mail as the fetcher does. @returns their reference */
  keep(bytes: AsyncIterable<Uint8Array>): Promise<NonNullable<DataOf<typeof mailReceived>['body']>>
}

export async function startInstallation(): Promise<Installation> {
  const playing = { consumes: [], emits: [], reads: [] }
  const testbed = await startTestbed({
    declarations: [
      declarationOf(service),
      { ...playing, name: 'status', owns: [people, statuses, organisation] },
      { ...playing, name: 'fetcher', owns: [mailboxes] },
    ],
    schemas: [{ name: 'parser', blobs: 'reads' }],
  })
  await testbed.putReference(people, [['ana', people.example]])
  await testbed.putReference(statuses, [['out', statuses.example]])
  await testbed.putReference(organisation, [['organisation', organisation.example]])
  return {
    ...testbed,
    startParser: () =>
      testbed.start({
        service: 'parser',
        main: new URL('../src/main.ts', import.meta.url).pathname,
        environment: MEMORY_AS_IN_IMAGE,
      }),
    putMailboxes: (...records) =>
      testbed.putReference(
        mailboxes,
        records.map((record) => [record.id, record]),
      ),
    async keep(bytes) {
      const pool = testbed.poolOf('parser')
      const blobs = await openBlobs(pool, { AWS_REGION: 'us-east-1' })
      const written = await blobs.write(bytes, 'message/rfc822')
      await transaction(pool, (tx) => claimBlob(tx, written, `fetcher/${written.content}`))
      return written.reference
    },
  }
}

/** The most memory that a process had, in bytes, and the most of its children. */
export function mostMemoryOf(pid: number): { own: number; child: number } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return { own: peakOf(pid), child: Math.max(0, ...children.map((child) => peakOf(Number(child)))) }
}

const peakOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
