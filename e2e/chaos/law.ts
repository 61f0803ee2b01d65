/** One thing that is not as it must be. `law` is the line of the verdict's table it counts in. */
export interface Violation {
  law: Law
  text: string
}

export const LAWS = [
  'lost',
  'applied twice',
  'replied twice',
  'replied to machines or strangers',
  'due replies neither sent nor unknown',
  'settled otherwise than it must',
  'settled twice',
  'not final',
  'in the wrong folder',
  'conversation on two cases',
  'conversations on one case',
  'bytes of a mail not kept',
  'board differs from the truth',
  'failed',
  'dead letters',
  'unknown without a kill',
  'books differ',
] as const
export type Law = (typeof LAWS)[number]
