import { defineConfig } from 'vitest/config'

/**
 * `npm run test:containers`: the compose file on a real engine. A run of its own, because it needs that engine and
 * minutes.
 */
export default defineConfig({
  test: {
    include: ['e2e/containers/**/*.test.ts'],
    globalSetup: ['packages/testing/sweep.ts'],
    setupFiles: ['packages/testing/clean-exit.ts'],
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
})
