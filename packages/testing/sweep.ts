/** For vitest's `globalSetup`: removes what earlier runs left that were killed. */
import { sweepTempDirs } from './src/temp-dir.ts'

export async function setup(): Promise<void> {
  await sweepTempDirs()
}
