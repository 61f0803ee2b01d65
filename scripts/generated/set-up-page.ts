import { SetupFile } from '@tubepost/setup'
import { code, described, markdownTable, type Schema, valuesOf, written } from './schema-words.ts'

const HEAD = `# The set-up

\`tubepost.yaml\` says who there is, what they can be, where mails come from and what becomes of them. It may be YAML or JSON.
\`npx tubepost check FILE\` (or the image's command \`check\`) says everything that is wrong with one, each mistake with its line,
and what every mailbox will do; \`apply\` brings an installation to it. A field that is not in these tables is refused.

Editors that know the schema complete and explain the fields: put this line at the top, with the path of
\`packages/setup/schemas/tubepost.json\` or the address of an installation:

\`\`\`yaml
# yaml-language-server: $schema=http://127.0.0.1:8080/schemas/tubepost.json
\`\`\`
`

/** docs/set-up.md: every field with its values, default, example and effect, from the schema that files are checked with. */
export function setUpPage(): string {
  return [HEAD, ...sectionsOf('', SetupFile as unknown as Schema)].join('\n')
}

/** The table of a group of fields, then those of the groups in it. */
function sectionsOf(at: string, schema: Schema): string[] {
  const { properties = {}, required = [], description = '' } = schema
  const fields = Object.entries(properties).filter(([field]) => !field.startsWith('$'))
  const table = markdownTable([
    ['field', 'values', 'default', 'example', 'is'],
    ...fields.map(([field, each]) => [
      code(field),
      valuesOf(each),
      required.includes(field) ? '**has to be given**' : defaultOf(at, each),
      exampleOf(each),
      described(field, each),
    ]),
  ])
  const title = at === '' ? '## All of it' : `## ${code(at)}`
  const inner = fields.flatMap(([field, each]) => groupsIn(at === '' ? field : `${at}.${field}`, each))
  return [`${title}\n${description === '' || at === '' ? '' : `\n${description}\n`}\n${table}`, ...inner]
}

function groupsIn(at: string, { items, properties, anyOf, ...rest }: Schema): string[] {
  if (items?.properties !== undefined) return sectionsOf(`${at}[]`, { ...items, ...pick(rest.description) })
  if (properties !== undefined) return sectionsOf(at, { properties, ...rest })
  const kinds = (anyOf ?? []).filter((each) => each.properties?.['kind'] !== undefined)
  return kinds.flatMap((each) => sectionsOf(`${at} of kind ${String(each.properties?.['kind']?.const)}`, each))
}

const pick = (description: string | undefined) => (description === undefined ? {} : { description })

function defaultOf(at: string, { default: value, defaultText }: Schema): string {
  if (value !== undefined) return code(written(value))
  return defaultText ?? (at.endsWith('policy') ? 'that of the preset' : 'none')
}

const exampleOf = ({ examples, items }: Schema): string => {
  const [example] = examples ?? items?.examples ?? []
  if (example === undefined) return ''
  return code(examples === undefined ? `[${written(example)}]` : written(example))
}
