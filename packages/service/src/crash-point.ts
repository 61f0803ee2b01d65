/**
 * The places on a mail's way where a crash could lose or double something. `npm run chaos` kills a process at each of
 * them. An unarmed crash point costs one comparison.
 */
export const CRASH_POINTS = [
  'after-bytes',
  'after-ledger-row',
  'after-publish',
  'after-puback',
  'after-effect-commit',
  'before-ack',
  'after-settlement-publish',
  'after-move',
  'after-354',
  'after-final-dot',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

let armed: { point: string; passes: number } | undefined

/** Arms one point, written `NAME` or `NAME:N` for the Nth pass. Called once per process, from its configuration. */
export function armCrashPoint(spec: string): void {
  const [point = '', passes = '1'] = spec.split(':')
  if (!CRASH_POINTS.some((known) => known === point)) {
    throw new Error(`unknown crash point ${point}; known are ${CRASH_POINTS.join(', ')}`)
  }
  armed = { point, passes: Number.parseInt(passes, 10) }
}

/** Ends the process like kill -9 when this point is armed and has been passed often enough. */
export function crashPoint(point: CrashPoint): void {
  if (armed === undefined || armed.point !== point) return
  armed.passes--
  if (armed.passes <= 0) process.kill(process.pid, 'SIGKILL')
}
