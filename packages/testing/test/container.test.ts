import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { sweepContainers } from '../src/container.ts'
import { engineMissing, skippedBecause } from '../src/index.ts'
import { startTime } from '../src/process-tree.ts'

describe('containers', skippedBecause(engineMissing()), () => {
  const made: string[] = []

  afterEach(() => docker('rm', '--force', ...made.splice(0)))

  test('of a process that has ended are swept, others are not', async () => {
    const abandoned = await create(`tubepost.owner=${process.pid} 1`)
    const owned = await create(`tubepost.owner=${process.pid} ${startTime(process.pid)}`)
    const strange = await create('another=label')
    await sweepContainers()
    const left = await docker('ps', '--all', '--quiet', '--no-trunc')
    expect([abandoned, owned, strange].map((id) => left.includes(id))).toEqual([false, true, true])
  })

  async function create(label: string): Promise<string> {
    const id = await docker('create', '--label', label, 'nats:2.15-alpine')
    made.push(id)
    return id
  }
})

async function docker(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('docker', args)).stdout.trim()
}
