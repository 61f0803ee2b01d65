import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freePort, tempDir } from '@tubepost/testing'
import { people, STATUSES, TRUSTED_SERVER } from '../chaos/truth.ts'
import { docker, ROOT, run } from './docker.ts'
import { Project, sweepProjects } from './project.ts'

/** An installation in containers, from an image of this tree, with mail servers of its own. */
export interface Stage {
  readonly project: Project
  readonly image: string
  /** The same with one more migration, which adds a column: see `layerNewer`. */
  readonly newerImage: string
  readonly installation: { readonly url: string; token: string }
  /** The one port for mail, in front of all fetchers. */
  readonly smtpPort: number
  /** A secret as it is now, by the name of its file. */
  secret(name: string): string
  readonly mailServer: { readonly host: string; readonly port: number; readonly password: string }
  stop(): Promise<void>
}

export const NEWER_VERSION = '9999.0.0'
export const NEWER_MIGRATION = '9000_of_a_newer_version'

/** @param composeFiles names of compose files, with colons between them */
export async function setStage(composeFiles = 'docker-compose.yml'): Promise<Stage> {
  await sweepProjects()
  const dir = await tempDir('containers')
  const [http, imap, smtp] = [await freePort(), await freePort(), await freePort()]
  const tag = `tubepost-test:${process.pid}`
  const project = new Project({
    COMPOSE_FILE: composeFiles,
    TUBEPOST_IMAGE: tag,
    TUBEPOST_SETUP: path.join(dir, 'tubepost.yaml'),
    TUBEPOST_SECRETS: path.join(dir, 'secrets'),
    TUBEPOST_HTTP_PORT: String(http),
    TUBEPOST_IMAP_PORT: String(imap),
    TUBEPOST_SMTP_PORT: String(smtp),
  })
  writeFileSync(project.environment['TUBEPOST_SETUP'] ?? '', setupFile())
  await run('deploy/build-image', [tag])
  await run('deploy/set-up', [], project.environment)
  await project.compose(['build'])
  const secret = (name: string) => readFileSync(path.join(dir, 'secrets', name), 'utf8').trim()
  return {
    project,
    image: tag,
    newerImage: await layerNewer(tag, path.join(dir, 'newer')),
    installation: { url: `http://127.0.0.1:${http}`, token: secret('admin-token') },
    smtpPort: smtp,
    secret,
    mailServer: { host: '127.0.0.1', port: imap, password: secret('passwords/mail') },
    async stop() {
      await project.down()
      await docker('image', 'rm', '--force', tag, `${tag}-newer`)
    },
  }
}

/**
 * The set-up for trying out, with the people and statuses of the test's mails, and no budget that could hold a reply
 * back.
 */
function setupFile(): string {
  const text = readFileSync(path.join(ROOT, 'deploy/mail/tubepost.yaml'), 'utf8')
  const lines = {
    people: people.map(({ id, name, addresses, timeZone }, i) =>
      JSON.stringify({ id, name, addresses, timeZone, role: i === 0 ? 'admin' : 'user' }),
    ),
    statuses: STATUSES.map((name) => JSON.stringify({ name })),
  }
  const replaced = Object.entries(lines).reduce((before, [section, entries]) => {
    const declared = new RegExp(`^${section}:\n(?: .*\n)+`, 'm')
    if (!declared.test(before)) throw new Error(`deploy/mail/tubepost.yaml declares no ${section}`)
    return before.replace(declared, `${section}:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`)
  }, text)
  return `${vouched(replaced)}limits: { repliesPerRecipientPerHour: 1000, repliesPerHour: 100000 }\n`
}

/** Both mailboxes believe the mails' own words about their senders: error mails to others have a small budget. */
function vouched(setup: string): string {
  const trust = `trustedAuthservId: ${TRUSTED_SERVER}`
  const intake = '    source: { kind: smtp, port: 2525 }\n'
  const isWhole = setup.includes('policy: { ') && setup.includes(intake)
  if (!isWhole) throw new Error('deploy/mail/tubepost.yaml has other mailboxes than this test knows')
  return setup.replace('policy: { ', `policy: { ${trust}, `).replace(intake, `${intake}    policy: { ${trust} }\n`)
}

/** The change that a newer version may make to the tables under running services: an addition. */
async function layerNewer(image: string, dir: string): Promise<string> {
  await run('mkdir', [dir])
  writeFileSync(
    path.join(dir, `${NEWER_MIGRATION}.sql`),
    `alter table history add column of_a_newer_version text not null default 'none';\n`,
  )
  writeFileSync(
    path.join(dir, 'Dockerfile'),
    `FROM ${image}\nCOPY *.sql services/status/migrations/\nLABEL org.opencontainers.image.version=${NEWER_VERSION}\n`,
  )
  await docker('build', '--tag', `${image}-newer`, dir)
  return `${image}-newer`
}
