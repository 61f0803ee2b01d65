import { mailboxSituations, refusedMailboxSituations } from '@tubepost/fetcher/testing'
import { sendingSituations, templateSituations } from '@tubepost/notifier/testing'
import { startSituations } from '@tubepost/sandbox/testing'
import { ConfigError, readConfig, Secret } from '@tubepost/service'
import {
  csvSituations,
  passwordSituations,
  setupSituations,
  type Situation,
  syntaxSituations,
} from '@tubepost/setup/testing'
import { directorySituations, mergeSituations } from '@tubepost/status/testing'
import { Type } from 'typebox'
import { markdownTable } from './schema-words.ts'

const HEAD = `# Messages

Messages about the set-up, a start, mailboxes, the outgoing mail server and templates, each with a situation in which it is said. The page
is made from the code (\`npm run generate\`): nearly every message was brought about by its situation. For those that a test cannot bring
about, such as a disk that fails, the text alone was taken.

Messages about a set-up begin with file, line and column, and then name the field from the top: \`mailboxes.0.source\` is the source of
the first mailbox. Over HTTP the same texts follow the field alone.
`

const VARIABLES = Type.Object({
  ADMIN_TOKEN: Secret({ description: 'bearer token of the API' }),
  HTTP_PORT: Type.Integer({ description: 'port', default: 0 }),
  OTEL_SDK_DISABLED: Type.Boolean({ description: 'no traces', default: false }),
  LOG_LEVEL: Type.Unsafe<string>({ type: 'string', enum: ['debug', 'info'], description: 'level', default: 'info' }),
  LEASE_MS: Type.Integer({ description: 'time', default: 1, minimum: 1 }),
  IDLE_RENEW_MS: Type.Integer({ description: 'time', default: 1, minimum: 1, maximum: 299_000 }),
})
const variable = (situation: string, environment: Readonly<Record<string, string>>): Situation => ({
  situation,
  produce() {
    try {
      readConfig(VARIABLES, { ADMIN_TOKEN: 'x', ...environment })
      return ''
    } catch (error) {
      return error instanceof ConfigError ? error.problems.join('; ') : String(error)
    }
  },
})

/** The environment of a service or step, whose messages end its start. */
const VARIABLE_SITUATIONS: readonly Situation[] = [
  variable('a secret is not set', { ADMIN_TOKEN: '' }),
  variable('the file of a secret is not there', { ADMIN_TOKEN_FILE: '/nowhere' }),
  variable('the file of a secret is a folder', { ADMIN_TOKEN_FILE: '/run' }),
  variable('a text where a number is wanted', { HTTP_PORT: 'http' }),
  variable('something else than true and false', { OTEL_SDK_DISABLED: 'yes' }),
  variable('a value that there is none of', { LOG_LEVEL: 'chatty' }),
  variable('a number is too small', { LEASE_MS: '0' }),
  variable('a number is out of its range', { IDLE_RENEW_MS: '300000' }),
]

export const SECTIONS: Readonly<Record<string, readonly Situation[]>> = {
  'A set-up': setupSituations,
  'A set-up that is no YAML': syntaxSituations,
  'People in CSV': csvSituations,
  'People and statuses in CSV, beside those there are': mergeSituations,
  '`npm start`': startSituations,
  'Variables of services and steps': VARIABLE_SITUATIONS,
  'Passwords, when they are needed': passwordSituations,
  'A mailbox that is read': mailboxSituations,
  'A mailbox over HTTP': refusedMailboxSituations,
  'People and statuses over HTTP': directorySituations,
  'The outgoing mail server': sendingSituations,
  'A template of replies': templateSituations,
}

/** docs/messages.md: every situation, and what the product says in it. */
export async function messagesPage(): Promise<string> {
  const sections = Object.entries(SECTIONS).map(async ([title, situations]) => {
    const rows = await Promise.all(
      situations.map(async (each) => [escaped(each.situation), escaped(await each.produce())]),
    )
    return `## ${title}\n\n${markdownTable([['situation', 'message'], ...rows])}`
  })
  return [HEAD, ...(await Promise.all(sections))].join('\n')
}

/** Text in a table of Markdown, as itself. */
const escaped = (text: string): string => text.replaceAll(/[\\|<>*_`{}[\]]/g, String.raw`\$&`).replaceAll('\n', ' ')
