import type { Scope } from '@tubepost/service'

/** All that a screen in the hall may, whatever its token allows besides. */
export const WALL_SCOPES: readonly Scope[] = ['status:board', 'status:comments']

/** Whether scopes allow what a screen shows, and no more. */
export const isForWall = (scopes: readonly string[]): boolean =>
  scopes.every((scope) => WALL_SCOPES.some((one) => one === scope))
