import { readFileSync } from 'node:fs'
import { migrate } from '@tubepost/db'
import { ConfigError, createLog, readConfig, Secret } from '@tubepost/service'
import { Type } from 'typebox'
import { schemas } from './services.ts'
import { untilAnswers } from './until-answers.ts'

export const MigrateConfig = Type.Object({
  DATABASE_ADMIN_URL: Secret({ description: 'postgres://… of a role that may create roles and schemas' }),
  SECRETS_DIR: Type.String({ description: 'folder with <service>-database-url', default: '/run/secrets' }),
})

/** Brings the database to what the services of this version need; forward only, and safe to run again at any time. */
export async function runMigrate(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const log = createLog('migrate', 'info')
  const config = readConfig(MigrateConfig, environment)
  const withPasswords = schemas.map((schema) => ({
    ...schema,
    password: passwordIn(`${config.SECRETS_DIR}/${schema.name}-database-url`),
  }))
  await untilAnswers('PostgreSQL', () => migrate(config.DATABASE_ADMIN_URL, withPasswords), log)
  log.info({ schemas: schemas.map(({ name }) => name) }, 'the database is what the services need')
}

function passwordIn(file: string): string {
  let url: URL | undefined
  try {
    url = new URL(readFileSync(file, 'utf8').trim())
  } catch {
    throw new ConfigError([`${file}: cannot be read, or holds no postgres://… address`])
  }
  return decodeURIComponent(url.password)
}
