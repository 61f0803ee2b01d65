/**
 * The test files that take minutes together, because they start whole installations or end processes at every moment. `npm
 * run test:long` runs them; `npm test` leaves them out where no file is named.
 */
export const LONG_TESTS = [
  'e2e/!(walk).test.ts',
  'e2e/web/*.test.ts',
  '{packages,services}/*/test/{crash,drain,outages,restore}.test.ts',
]

/** Set to `named` where files were named on the command line: those are run, long or not. */
export const CHOICE = 'TUBEPOST_TESTS'
