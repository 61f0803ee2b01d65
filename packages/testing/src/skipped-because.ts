/**
 * Options for `test` and `describe` that skip them for a reason, which the test run then names. Without a reason they
 * run: `describe('Dovecot', skippedBecause(dovecotMissing()), () => { … })`.
 */
export function skippedBecause(reason: string | undefined): { skip: boolean; meta: object } {
  return reason === undefined ? { skip: false, meta: {} } : { skip: true, meta: { skippedBecause: reason } }
}
