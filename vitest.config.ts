import { configDefaults, defineConfig } from 'vitest/config'
import { CHOICE, LONG_TESTS } from './scripts/long-tests.ts'
import { SlowestFirst } from './scripts/slowest-first.ts'

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{packages,services}/*/src/**/*.test.ts',
            'services/*/*.test.ts',
            'services/console/web/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          isolate: false, // pure functions, no module mocks
          testTimeout: 60_000, // thousands of generated cases, on a machine that has other work
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,services}/*/test/**/*.test.ts', 'e2e/**/*.test.ts', 'deploy/*/test/**/*.test.ts'],
          // Runs of their own: npm run test:containers, which needs a container engine, and npm run test:long.
          exclude: [
            ...configDefaults.exclude,
            'e2e/containers/**',
            ...(process.env[CHOICE] === 'named' ? [] : LONG_TESTS),
          ],
          globalSetup: ['packages/testing/sweep.ts', 'packages/testing/server-desk.ts'],
          setupFiles: ['packages/testing/clean-exit.ts', 'packages/testing/fitting-answers.ts'],
          isolate: false, // no module mocks; each file would load the same modules again
          maxWorkers: 4, // they wait more than they work
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
