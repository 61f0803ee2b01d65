import { defineConfig } from 'vitest/config'
import { LONG_TESTS } from './long-tests.ts'
import { SlowestFirst } from './slowest-first.ts'

/** `npm run test:long`: whole installations, hostile mails and calls, kills at every moment, restored backups, the pages in Chromium. */
export default defineConfig({
  test: {
    include: LONG_TESTS,
    globalSetup: ['packages/testing/sweep.ts', 'packages/testing/server-desk.ts'],
    setupFiles: ['packages/testing/clean-exit.ts', 'packages/testing/fitting-answers.ts'],
    isolate: false, // no module mocks
    maxWorkers: 3, // they wait more than they work
    sequence: { sequencer: SlowestFirst },
    testTimeout: 180_000, // for what hangs: beside other work, what takes ten seconds alone may take a minute
    hookTimeout: 120_000,
  },
})
