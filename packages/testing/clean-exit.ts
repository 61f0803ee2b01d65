/** For vitest's `setupFiles`: vitest ends its workers with SIGTERM, which would skip the handlers of `exit`. */
process.once('SIGTERM', () => process.exit(143))
