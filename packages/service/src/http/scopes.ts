import { type ServiceName, SERVICES } from '@tubepost/events'

// Nothing of the parser can be changed.
type WithoutWrite = 'parser'
type BoardScope = 'status:board' | 'status:comments'
export type Scope =
  | 'admin'
  | BoardScope
  | 'status:set'
  | `${ServiceName}:read`
  | `${Exclude<ServiceName, WithoutWrite>}:write`

/**
 * Powers of a token. `read` sees what a service shows, `write` changes it as well; `status:board` sees the board and
 * nothing else, `status:comments` its comments too; `status:set` sets statuses and nothing else; `admin` may do everything, and alone makes tokens.
 */
export const SCOPES: readonly Scope[] = SERVICES.flatMap((name): Scope[] =>
  name === 'parser' ? [`${name}:read`] : [`${name}:read`, `${name}:write`],
)
  .concat('admin', 'status:board', 'status:comments', 'status:set')
  .toSorted()
