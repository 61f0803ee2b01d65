import type { MailPage, MailStory } from '@tubepost/api'
import type { Command } from 'commander'
import { askFor } from './call-api.ts'
import { type Connection, connectionOf } from './connection.ts'
import { EXIT, Failure } from './exit-codes.ts'
import { plainJson } from './plain-json.ts'
import { plainText } from './plain-text.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function addWhy(program: Command): void {
  program
    .command('why')
    .argument('<mail>', 'its Message-ID, or its mailId')
    .description('what happened to a mail, and why')
    .option('--json', 'print the answers as JSON')
    .action(async (mail: string, _options: unknown, command: Command) => {
      const { url, json } = command.optsWithGlobals<{ url?: string; json?: boolean }>()
      const connection = connectionOf(url, process.env)
      const stories = await Promise.all((await idsOf(connection, mail)).map((id) => storyOf(connection, id)))
      process.stdout.write(json === true ? `${plainJson(stories, 2)}\n` : stories.map(told).join('\n'))
    })
}

async function idsOf(connection: Connection, given: string): Promise<string[]> {
  const id = bareId(given)
  if (id === '') throw new Failure('Name a mail by its Message-ID, or its mailId.', EXIT.usage)
  const path = `/api/console/mails?messageId=${encodeURIComponent(`<${id}>`)}`
  const { mails } = await askFor<MailPage>(connection, path, 'mails')
  if (mails.length > 0) return mails.map(({ mailId }) => mailId)
  if (UUID.test(id)) return [id.toLowerCase()]
  throw new Failure(
    `No mail with the Message-ID <${id}> has come; capitals count. "tubepost mails list" shows those that have.`,
  )
}

/** However it was copied: with its brackets or the name of the field, folded, or with spaces around it (RFC 5322 §3.6.4). */
export const bareId = (given: string): string =>
  given
    .replace(/^\s*message-id\s*:/i, '')
    .replaceAll(/\s+/g, '')
    .replace(/^<?(.*?)>?$/, '$1')

export const storyOf = (connection: Connection, mailId: string): Promise<MailStory> =>
  askFor<MailStory>(connection, `/api/console/mails/${mailId}`, 'story')

/** A story as lines, one for each event. */
export function told({ mail, story, complete }: MailStory): string {
  const head = `${mail.subject ?? '(no subject)'}, from ${mail.from ?? 'nobody known'}`
  const end = mail.outcome === null ? 'waiting' : [mail.outcome, mail.reason].filter(Boolean).join(': ')
  const lines = story.map(({ at, service, text }) => `  ${at}  ${service.padEnd(8)}  ${text}`)
  return [head, ...lines, `  ${complete ? 'It ended' : 'So far'}: ${end}`, ''].map(plainText).join('\n')
}
