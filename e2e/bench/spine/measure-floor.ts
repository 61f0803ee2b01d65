import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dovecot, startPostgres } from '@tubepost/testing'
import { benchMail } from '../bench-mails.ts'
import type { Drained } from './drain.ts'
import { openMeter, used } from './usage.ts'

/** The floor's cost of `mails` mails, after `warmUp` mails that do not count, with a database server of its own. */
export async function measureFloor(
  dir: string,
  dovecot: Dovecot,
  { warmUp, mails }: { warmUp: number; mails: number },
): Promise<Drained> {
  const postgres = await startPostgres({ dir: path.join(dir, 'floor-postgres') })
  const pids = new Map([
    ['postgres', postgres.pid],
    ['dovecot', dovecot.pid],
  ])
  const meter = await openMeter(pids, postgres.url)
  const program = fileURLToPath(new URL('floor.ts', import.meta.url))
  const child = fork(program, [String(dovecot.port), 'floor', postgres.url])
  const empty = async (first: number, count: number) => {
    for (let n = first; n < first + count; n++) dovecot.deliver('floor', benchMail(n).raw)
    child.send('empty')
    const [answer] = (await once(child, 'message')) as [{ cpuMs: number; mails: number }]
    if (answer.mails !== count) throw new Error(`the floor saw ${answer.mails} of ${count} mails`)
    return answer.cpuMs
  }
  try {
    await empty(0, warmUp)
    const before = await meter.read()
    const began = performance.now()
    const cpuMs = await empty(warmUp, mails)
    const seconds = (performance.now() - began) / 1_000
    const servers = used(before, await meter.read())
    return { mails, seconds, used: { ...servers, cpuMs: new Map([['floor', cpuMs], ...servers.cpuMs]) } }
  } finally {
    child.kill()
    await meter.close()
    await postgres.stop()
  }
}
