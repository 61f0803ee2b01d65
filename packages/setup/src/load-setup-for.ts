import { type Static, Type } from 'typebox'
import type { PasswordPart } from './meaning-problems.ts'
import type { Setup } from './setup.ts'
import { loadSetup } from './setup-file.ts'

/** Configuration of every service that loads part of tubepost.yaml into its tables. */
export const SetupConfig = Type.Object({
  SETUP_FILE: Type.Optional(Type.String({ description: 'path of tubepost.yaml' })),
})

/**
 * The `load` of such a service; without a file its tables stay unchanged.
 * @param passwordsOf the parts whose passwords the service reads; it does not start without them
 */
export function loadSetupFor(
  ...passwordsOf: readonly PasswordPart[]
): (config: Static<typeof SetupConfig>) => Setup | undefined {
  return ({ SETUP_FILE }) => (SETUP_FILE === undefined ? undefined : loadSetup(SETUP_FILE, process.env, passwordsOf))
}
