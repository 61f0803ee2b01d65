import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { ApplyConfig, configurations, MigrateConfig, ProvisionConfig, RestoreConfig } from '@tubepost/installer'
import { code, described, markdownTable, type Schema, written } from './schema-words.ts'

const STEPS = { migrate: MigrateConfig, provision: ProvisionConfig, apply: ApplyConfig, restore: RestoreConfig }
const UNITS = { MS: 'ms', DAYS: 'days', BYTES: 'bytes' }

/** Variables of the compose files: a new one without its words fails. Those of OpenTelemetry are in the README. */
const OF_COMPOSE: Readonly<Record<string, string>> = {
  TUBEPOST_IMAGE: 'the image of every service and step',
  TUBEPOST_SETUP: 'the set-up that is applied at each `up`',
  TUBEPOST_SECRETS: 'the folder of passwords, tokens and keys that `deploy/set-up` fills',
  TUBEPOST_HTTP_PORT: 'port of the API on this machine',
  TUBEPOST_SMTP_PORT: 'port on which mail is taken on this machine, for all fetchers',
  TUBEPOST_IMAP_PORT: 'port of the IMAP server of the profile `mail`',
  TUBEPOST_PROMETHEUS_PORT: 'port of Prometheus, of the profile `observability`',
  TUBEPOST_PROMETHEUS_IMAGE: 'the image of Prometheus with the alert rules',
  TUBEPOST_GRAFANA_PORT: 'port of Grafana, of the profile `observability`',
  TUBEPOST_JAEGER_PORT: 'port of Jaeger, of the profile `observability`',
  RETENTION_DAYS: 'handed on to fetcher, notifier and console',
  BLOB_BUCKET: 'handed on to fetcher, parser and case, by `docker-compose.bucket.yml`',
  AWS_REGION: 'handed on to fetcher, parser and case, by `docker-compose.bucket.yml`',
  AWS_ENDPOINT_URL_S3: 'handed on to fetcher, parser and case, by `docker-compose.bucket.yml`',
}

const HEAD = `# Environment

Every service and every step of an installation reads its settings from the environment. All mistakes are reported at once, by name
and never by value. A variable that is empty counts as not set. A secret may come as \`NAME_FILE\`: the path of the file that holds it.

## Services and steps
`

const OF_ONE_PROCESS = `## Several services in one process

The command \`services\` runs the services that \`TUBEPOST_SERVICES\` names in one process: \`all\`, the default, or a list with commas. A variable with
the name of a service before it is for that service alone, and takes the place of the one without: \`STATUS_DATABASE_URL_FILE\`,
\`FETCHER_HTTP_PORT\`. Each service needs a port of its own.
`

const OF_START = `## \`npm start\`

| variable               | is                                                             | default           |
| ---------------------- | -------------------------------------------------------------- | ----------------- |
| \`TUBEPOST_HTTP_PORT\`   | port of the API; the flag \`--port\` wins                        | \`8080\`            |
| \`TUBEPOST_ADMIN_TOKEN\` | token of the API                                               | random, and shown |
| any other              | is handed on to every service, passwords of mailboxes included |                   |
`

/** docs/environment.md: every variable of every service, step and compose file. */
export function environmentPage(root: string): string {
  return [
    HEAD,
    environmentTable(),
    OF_ONE_PROCESS,
    OF_START,
    '## The compose files\n',
    composeTable(root),
    '## The command that seals passwords anew\n',
    '`node services/fetcher/src/mailboxes/rotate-credentials.ts` reads `DATABASE_URL` and `CREDENTIAL_KEYS` of the fetcher.\n',
  ].join('\n')
}

/** Variables with their readers; a secret may come by its file. */
function environmentTable(): string {
  const readers = new Map<string, { schema: Schema; isRequired: boolean; names: string[] }>()
  for (const { name, config } of [...configurations, ...stepConfigurations()]) {
    for (const [variable, schema] of Object.entries(config.properties ?? {})) {
      const reader = readers.get(variable) ?? { schema, isRequired: isRequired(config, variable), names: [] }
      readers.set(variable, { ...reader, names: [...reader.names, name] })
    }
  }
  const rows = [...readers].map(([variable, { schema, isRequired: must, names }]) => [
    schema.secret === true ? `${code(variable)} or ${code(`${variable}_FILE`)}` : code(variable),
    described(variable, schema),
    must ? 'has to be given' : withUnit(variable, schema.default),
    together(names),
  ])
  return markdownTable([['variable', 'is', 'default', 'read by'], ...rows])
}

const stepConfigurations = (): { name: string; config: Schema }[] =>
  Object.entries(STEPS).map(([name, config]) => ({ name, config }))

const isRequired = ({ required = [], properties }: Schema, variable: string): boolean =>
  required.includes(variable) && properties?.[variable]?.default === undefined

function withUnit(variable: string, value: unknown): string {
  if (value === undefined) return 'none'
  if (value === tmpdir()) return 'the folder for temporary files'
  const unit = Object.entries(UNITS).find(([suffix]) => variable.endsWith(`_${suffix}`))?.[1]
  return [code(written(value)), unit].filter(Boolean).join(' ')
}

/** Names of services and steps, by the shortest word for all of them. */
function together(names: readonly string[]): string {
  const all = configurations.map(({ name }): string => name)
  const isAll = all.every((name) => names.includes(name))
  return (isAll ? ['every service', ...names.filter((name) => !all.includes(name))] : names).join(', ')
}

/** The variables of `${NAME:-default}` in the compose files. */
function composeTable(root: string): string {
  const texts = readdirSync(root)
    .filter((file) => /^docker-compose.*\.yml$/.test(file))
    .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
  const found = new Map<string, string>()
  for (const [, name = '', fallback = ''] of texts.join('\n').matchAll(/\$\{([A-Z0-9_]+)(?::-([^}]*))?/g))
    if (!name.startsWith('OTEL_')) found.set(name, found.get(name) || fallback)
  const rows = [...found].map(([name, fallback]) => {
    const is = OF_COMPOSE[name]
    if (is === undefined) throw new Error(`${name} of the compose files has no words in environment-page.ts`)
    return [code(name), is, fallback === '' ? 'none' : code(fallback)]
  })
  return markdownTable([['variable', 'is', 'default'], ...rows])
}
