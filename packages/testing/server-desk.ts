/** For vitest's `globalSetup`: the servers that the test files of a run share. */
import { openServerDesk } from './src/server-desk.ts'
import { DESK_VARIABLE } from './src/shared-servers.ts'

export async function setup(): Promise<() => Promise<void>> {
  const desk = await openServerDesk()
  process.env[DESK_VARIABLE] = desk.url // the workers inherit it
  return desk.close
}
