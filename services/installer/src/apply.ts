import { createPool, missingMigrations } from '@tubepost/db'
import { createLog, readConfig } from '@tubepost/service'
import { effectLines, SetupError } from '@tubepost/setup/file'
import { Type } from 'typebox'
import { applySetup } from './apply-setup.ts'
import { contentsOf, sayNotes } from './check.ts'
import { MigrateConfig } from './migrate.ts'
import { complain, say } from './say.ts'
import { schemas } from './services.ts'
import { NotYet, untilAnswers } from './until-answers.ts'

const { DATABASE_ADMIN_URL } = MigrateConfig.properties
export const ApplyConfig = Type.Object({
  DATABASE_ADMIN_URL,
  SETUP_FILE: Type.Optional(
    Type.String({ description: 'the set-up that check and apply take where no file is named' }),
  ),
})

/**
 * Applies a set-up: checks it, and has every service's tables follow it. Services that run take it up within a second or
 * two; those that start later find it there. A set-up with a mistake changes nothing.
 * @returns the exit code: 1 for a set-up that was refused
 */
export async function runApply(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { DATABASE_ADMIN_URL: adminUrl } = readConfig(ApplyConfig, environment)
  try {
    await untilMigrated(adminUrl)
    const { setup, notes } = await applySetup(file, { environment, servicesRunHere: false }, adminUrl)
    sayNotes(file, notes)
    for (const line of effectLines(setup)) say(line)
    say(`${file} is applied: ${contentsOf(setup)}. Running services take it up by themselves.`)
    return 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    for (const problem of error.problems) complain(problem)
    complain(`${file} was refused; nothing has changed, and the services go on with the set-up that was applied last.`)
    return 1
  }
}

/** Waits for the database, and for `migrate` of this version. */
export async function untilMigrated(adminUrl: string): Promise<void> {
  const log = createLog('apply', 'info')
  const pool = createPool({ url: adminUrl, max: 1, name: 'apply', onError: () => {} })
  try {
    await untilAnswers(
      'PostgreSQL',
      async () => {
        for (const schema of schemas) {
          const missing = await missingMigrations(pool, schema)
          if (missing.length > 0)
            throw new NotYet(`run the step migrate of this version first; missing are ${missing.join(', ')}`)
        }
      },
      log,
    )
  } finally {
    await pool.end()
  }
}
