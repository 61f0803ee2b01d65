import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dovecot, startPostgres } from '@tubepost/testing'
import type { Drained, Load } from './drain.ts'
import { openMeter, used } from './usage.ts'

/** Mails for the floor, of which it reads the headers alone, or all. */
interface FloorMails {
  readonly reads: 'headers' | 'whole'
  /** These do not count. */
  readonly warmUp: Pick<Load, 'count' | 'raws'>
  readonly mails: Pick<Load, 'count' | 'raws'>
}

/** The cost of the mails to the floor, which has a database server of its own. */
export async function measureFloor(
  dir: string,
  dovecot: Dovecot,
  { reads, warmUp, mails }: FloorMails,
): Promise<Drained> {
  const postgres = await startPostgres({ dir: path.join(dir, 'floor-postgres') })
  const pids = new Map([
    ['postgres', postgres.pid],
    ['dovecot', dovecot.pid],
  ])
  const meter = await openMeter(pids, postgres.url)
  const program = fileURLToPath(new URL('floor.ts', import.meta.url))
  const child = fork(program, [String(dovecot.port), 'floor', postgres.url, reads])
  const empty = async ({ count, raws }: FloorMails['mails']) => {
    for (const raw of raws) dovecot.deliver('floor', raw)
    child.send('empty')
    const [answer] = (await once(child, 'message')) as [{ cpuMs: number; mails: number }]
    if (answer.mails !== count) throw new Error(`the floor saw ${answer.mails} of ${count} mails`)
    return answer.cpuMs
  }
  try {
    await empty(warmUp)
    const before = await meter.read()
    const began = performance.now()
    const cpuMs = await empty(mails)
    const seconds = (performance.now() - began) / 1_000
    const servers = used(before, await meter.read())
    return { mails: mails.count, seconds, used: { ...servers, cpuMs: new Map([['floor', cpuMs], ...servers.cpuMs]) } }
  } finally {
    child.kill()
    await meter.close()
    await postgres.stop()
  }
}
