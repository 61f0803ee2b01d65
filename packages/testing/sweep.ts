/** For vitest's `globalSetup`: removes the leftovers of earlier runs that were killed. */
import { infra, infraMissing } from './src/infra.ts'
import { sweepTempDirs } from './src/temp-dir.ts'

export async function setup(): Promise<void> {
  await sweepTempDirs()
  if (infra() === 'containers' && infraMissing() === undefined) {
    await (await import('./src/container.ts')).sweepContainers()
  }
}
