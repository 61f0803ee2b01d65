import { describe, expect, test } from 'vitest'
import { seeded } from './random.ts'
import { CRASH_POINTS, PROCESSES, planFaults } from './schedule.ts'

const plan = (seed: number, kills: number) => planFaults(seeded(seed), { kills })
const kindsOf = (seed: number, kills: number) => plan(seed, kills).map(({ fault }) => fault.kind)
const count = (list: readonly string[], kind: string) => list.filter((each) => each === kind).length

describe('the schedule of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(plan(7, 20)).toEqual(plan(7, 20))
    expect(plan(7, 20)).not.toEqual(plan(8, 20))
  })

  test.each([1, 2, 3])('of a long run visits every crash point, seed %i', (seed) => {
    const visited = plan(seed, 20).flatMap(({ fault }) => (fault.kind === 'crash' ? [fault.point] : []))
    expect(visited.toSorted()).toEqual(CRASH_POINTS.map(({ point }) => point).toSorted())
  })

  test.each([1, 2, 3])('of a short run visits one crash point of each group, seed %i', (seed) => {
    expect(count(kindsOf(seed, 5), 'crash')).toBe(3)
  })

  test.each([
    [20, 1],
    [5, 2],
  ])('holds %i kills and every fault of database and broker once', (kills, seed) => {
    const kinds = kindsOf(seed, kills)
    expect(count(kinds, 'kill')).toBe(kills)
    for (const kind of ['postgres', 'nats', 'empty disk', 'freeze']) expect(count(kinds, kind)).toBe(1)
  })

  test.each([1, 2, 3, 4, 5])('freezes a fetcher only when no fetcher must be armed any more, seed %i', (seed) => {
    const faults = plan(seed, 20).map(({ fault }) => fault)
    const freeze = faults.findIndex(({ kind }) => kind === 'freeze')
    expect(faults.slice(freeze).some((fault) => fault.kind === 'crash' && fault.service === 'fetcher')).toBe(false)
  })

  test('names processes as the installation does', () => {
    expect(PROCESSES).toContain('fetcher')
    expect(PROCESSES).toContain('fetcher-2')
    expect(PROCESSES).not.toContain('console-2')
  })
})
