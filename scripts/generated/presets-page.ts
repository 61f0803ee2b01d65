import { Policy } from '@tubepost/events'
import { describeEffects, policyOf, presets } from '@tubepost/setup'
import { code, described, markdownTable, type Schema, valuesOf, written } from './schema-words.ts'

const PRESETS = Object.keys(presets) as (keyof typeof presets)[]
const ROUTES = [{ recipient: '*', to: 'status' as const }]
const CASE_ROUTES = [{ recipient: '*', to: 'case' as const }]

const HEAD = `# Presets

A preset says what a mailbox does with its mails: which are taken in, what becomes of them, who is answered. Any field of
\`policy\` in the set-up replaces the preset's. **Bold** is what takes a mail out of the folder that it lies in. The same sentences
are told by \`check\` and \`apply\`, by \`GET /api/fetcher/mailboxes/{id}\` and by Test Connection (\`effects\`).

A mailbox does nothing until it has \`enabled: true\`. Point none at a mailbox that people read themselves before you have read its
preset here: unless \`backlog\` is \`ignore\`, mails that lie there already are handled too.
`

/** docs/presets.md: what each preset does to mails, in sentences and field by field. */
export function presetsPage(): string {
  return [HEAD, ...PRESETS.map(sectionOf), `## Field by field\n\n${policyTable()}`].join('\n')
}

function sectionOf(preset: keyof typeof presets): string {
  const effects = (kind: 'imap' | 'smtp', routes: typeof ROUTES | typeof CASE_ROUTES) =>
    describeEffects({ kind, policy: policyOf(preset, {}, routes), routes })
  const [folder, intake, cases] = [effects('imap', ROUTES), effects('smtp', ROUTES), effects('imap', CASE_ROUTES)]
  const inFolder = folder.filter((sentence) => !intake.includes(sentence))
  const everywhere = folder.filter((sentence) => intake.includes(sentence))
  const ofCases = cases.filter((sentence) => !folder.includes(sentence))
  return [
    `## ${code(preset)}\n`,
    'In a mailbox that is read (IMAP, Maildir):\n',
    ...inFolder.map((sentence) => `- ${emphasised(sentence)}`),
    '\nIn every mailbox:\n',
    ...everywhere.map((sentence) => `- ${sentence}`),
    '\nWith a route to `case`, besides or instead:\n',
    ...ofCases.map((sentence) => `- ${sentence}`),
    '',
  ].join('\n')
}

const emphasised = (sentence: string): string =>
  sentence.replace(/is deleted from the mailbox|is moved to the folder [^.]*(?=\.)/, '**$&**')

/** Fields with the values they may have, and the one that each preset gives a mailbox that leads to status. */
function policyTable(): string {
  const byPreset = PRESETS.map((preset) => policyOf(preset, {}, ROUTES))
  const fields = Object.entries(Policy.properties) as [keyof Policy, Schema][]
  const rows = fields.map(([field, schema]) => [
    code(field),
    described(field, schema),
    valuesOf(schema),
    ...byPreset.map((policy) => code(written(policy[field]))),
  ])
  return markdownTable([['field', 'is about', 'values', ...PRESETS], ...rows])
}
