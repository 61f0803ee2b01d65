import { ME_QUERY } from '../api/me-query.ts'
import { queryClient } from '../api/query-client.ts'
import { WALL_PATH } from '../api/open-paths.ts'
import { loadAhead } from './screens.ts'
import { Wall } from './wall.ts'

/** Asks for all that the first screen needs at once, not for one after the other. Resolves when its code is there. */
export async function loadFirst(path: string): Promise<void> {
  if (path === WALL_PATH) return Wall.load()
  void queryClient.prefetchQuery(ME_QUERY)
  await loadAhead(path)
}
