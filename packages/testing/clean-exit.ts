/** For vitest's `setupFiles`: it ends its workers with SIGTERM, which would skip what is to happen on exit. */
process.once('SIGTERM', () => process.exit(143))
