import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Installation, type InstallationOptions, startInstallation } from '@tubepost/sandbox'
import { freePort } from '@tubepost/testing'

const READY_MS = 60_000

/**
 * Starts an installation with this set-up in a folder, and returns when every service can do its work.
 * @param setup the text of its tubepost.yaml, which is in the folder then
 */
export async function startReady(
  dir: string,
  setup: string,
  options: Partial<InstallationOptions> = {},
): Promise<Installation> {
  const setupFile = path.join(dir, 'tubepost.yaml')
  writeFileSync(setupFile, setup)
  const installation = await startInstallation({
    dir: path.join(dir, 'installation'),
    setupFile,
    httpPort: await freePort(),
    fsync: false,
    ...options,
  })
  try {
    await installation.untilReady(READY_MS)
    return installation
  } catch (error) {
    await installation.stop()
    throw error
  }
}
