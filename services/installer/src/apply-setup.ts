import { applyDeclared } from '@tubepost/service'
import { type AppliedSetup, DeclarationRefused } from '@tubepost/setup'
import { loadSetup, type Places, setupError, type SoundSetup } from '@tubepost/setup/file'
import { definitions } from './services.ts'

/**
 * Checks the set-up and brings the tables of all services to it, in one transaction; running services notice it. Throws a
 * SetupError with all that is wrong; then everything is as it was.
 * @returns what was applied, and the notes about it
 */
export async function applySetup(file: string, places: Places, adminUrl: string): Promise<SoundSetup> {
  const sound = loadSetup(file, places)
  try {
    await applyDeclared(definitions, adminUrl, { ...sound.setup, written: sound.written } satisfies AppliedSetup)
  } catch (error) {
    throw error instanceof DeclarationRefused ? setupError(file, sound.place(error.problems)) : error
  }
  return sound
}
