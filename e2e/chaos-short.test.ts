/** The short form of `npm run chaos`: another seed each time, which is printed and gives the same schedule again. */
import { dovecotMissing, skippedBecause } from '@tubepost/testing'
import { expect, test } from 'vitest'
import { drawSeed } from './chaos/arguments.ts'
import { runAndReport } from './chaos/run-and-report.ts'

// A run itself takes two minutes; its own deadline for the rest is five.
const LIMIT_MS = 8 * 60_000

test.each([
  ['of processes', { small: false }],
  ['of one process with all services', { small: true }],
])(
  'kills %s and outages lose nothing and double nothing',
  {
    ...skippedBecause(dovecotMissing()),
    timeout: LIMIT_MS,
  },
  async (_, { small }) => {
    expect(await runAndReport({ mails: 100, kills: 5, seed: drawSeed(), small })).toBe(true)
  },
)
