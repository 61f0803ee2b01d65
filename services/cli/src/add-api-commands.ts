import { once } from 'node:events'
import { Command, InvalidArgumentError, Option } from 'commander'
import { askForCsv, callApi, openFile, openStream, SentFile } from './call-api.ts'
import { connectionOf } from './connection.ts'
import { EXIT, Failure } from './exit-codes.ts'
import { followRescan, RESCAN_PATH } from './follow-rescan.ts'
import { type CommandPlan, type Field, FILE_TYPES } from './plan-commands.ts'
import { plainText } from './plain-text.ts'
import { plainJson } from './plain-json.ts'
import { printAnswer } from './print-answer.ts'
import { eventsIn } from './events-in.ts'
import { readBytes } from './read-bytes.ts'

interface Given {
  readonly url?: string
  readonly json?: boolean
  readonly body?: string
  readonly mail?: string
  readonly follow?: boolean
  readonly csv?: string
  readonly [option: string]: unknown
}

/** Adds a command for each call of the API. */
export function addApiCommands(program: Command, plans: readonly CommandPlan[]): void {
  const groups = new Map<string, Command>()
  for (const plan of plans) {
    const [first = '', verb] = plan.words
    let command = groups.get(first)
    if (command === undefined) {
      command = program.command(first)
      groups.set(first, command)
    }
    if (verb === undefined) command.summary(plan.summary).description(plan.summary)
    else if (command.summary() === '') command.summary(verbsOf(plans, first))
    fill(verb === undefined ? command : command.command(verb), plan)
  }
}

const verbsOf = (plans: readonly CommandPlan[], group: string): string =>
  plans.flatMap(({ words: [first, verb] }) => (first === group && verb !== undefined ? [verb] : [])).join(', ')

function fill(command: Command, plan: CommandPlan): void {
  command.description(plan.summary)
  for (const name of plan.takes) command.argument(`<${kebab(name)}>`)
  for (const field of [...plan.query, ...(plan.body ?? [])]) command.addOption(optionOf(field))
  if (plan.body !== undefined)
    command.option('--body <json>', 'the whole body as JSON: a text, @FILE, or - for the standard input')
  if (plan.takesFile !== undefined) command.option(`--${plan.takesFile} <file>`, FILES[plan.takesFile])
  if (plan.path === RESCAN_PATH) command.option('--follow', 'wait until it is done, and tell how far it is')
  if (!plan.isCsv && plan.answersFile === undefined)
    command.option('--json', plan.isStream ? JSON_LINES : 'print the answer as JSON')
  command.action(async (...all: unknown[]) => {
    const values = all.slice(0, plan.takes.length) as string[]
    await run(plan, values, command.optsWithGlobals<Given>())
  })
}

const JSON_LINES = 'print each event as a line of JSON'

const FILES = {
  mail: 'a whole mail (RFC 5322); - for the standard input',
  csv: 'a list as spreadsheets write it; - for the standard input',
} as const

async function run(plan: CommandPlan, values: readonly string[], given: Given): Promise<void> {
  const connection = connectionOf(given.url, process.env)
  let path = plan.path
  plan.takes.forEach((name, i) => (path = path.replace(`{${name}}`, segmentOf(name, values[i] ?? ''))))
  const query = new URLSearchParams(
    plan.query.flatMap(({ name }) => (given[name] === undefined ? [] : [[name, given[name] as string]])),
  )
  if (query.size > 0) path += `?${query.toString()}`
  if (plan.isStream) {
    const parts = openStream(connection, path)
    if (given.json === true) for await (const line of eventsIn(parts)) process.stdout.write(line)
    else for await (const part of parts) process.stdout.write(part.split('\n').map(plainText).join('\n'))
    return
  }
  if (plan.isCsv) {
    const text = await askForCsv(connection, path)
    // Into a file it goes as it is.
    process.stdout.write(process.stdout.isTTY ? text.split('\n').map(plainText).join('\n') : text)
    return
  }
  if (plan.answersFile !== undefined) return writeOut(openFile(connection, path, plan.answersFile))
  const asked = await callApi(connection, { method: plan.method, path, body: bodyOf(plan, given) })
  const answer = given.follow === true ? await followRescan(connection, values[0] ?? '') : asked
  const isJson = given.json === true
  process.stdout.write(`${isJson ? plainJson(answer, 2) : printAnswer(answer, columnsOf(process.stdout))}\n`)
  // A test that was made, and failed.
  if ((answer as { ok?: unknown } | null)?.ok === false) process.exitCode = EXIT.refused
}

/** Bytes of strangers could command a terminal, so they go elsewhere. */
async function writeOut(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const { stdout } = process
  if (stdout.isTTY) throw new Failure('The answer is a file. Add " > NAME" to write it into one.', EXIT.usage)
  for await (const part of bytes) if (!stdout.write(part)) await once(stdout, 'drain')
}

/** A terminal that does not say its width, as over some lines, has the one that all had once. */
const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number | undefined =>
  isTTY ? columns || USUAL_COLUMNS : undefined
const USUAL_COLUMNS = 80

/** One segment of a path. A URL loses those of dots alone (RFC 3986 §5.2.4), and would name another call then. */
function segmentOf(name: string, value: string): string {
  if (/^\.{0,2}$/.test(value)) throw new Failure(`"${value}" is no ${kebab(name)}.`, EXIT.usage)
  return encodeURIComponent(value)
}

function bodyOf(plan: CommandPlan, given: Given): object | undefined {
  const file = plan.takesFile === undefined ? undefined : given[plan.takesFile]
  if (plan.takesFile !== undefined && file !== undefined)
    return new SentFile(readBytes(file), FILE_TYPES[plan.takesFile])
  if (plan.body === undefined) return undefined
  const fields = plan.body.flatMap(({ name }) => (given[name] === undefined ? [] : [[name, given[name]]]))
  return { ...(given.body === undefined ? {} : jsonOf(given.body)), ...Object.fromEntries(fields) }
}

function jsonOf(text: string): object {
  const written = text === '-' || text.startsWith('@') ? readBytes(text.replace(/^@/, '')).toString() : text
  try {
    const value = JSON.parse(written) as unknown
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // told below
  }
  throw new Failure('--body: must be a JSON object.', EXIT.usage)
}

function optionOf({ name, description, kind, choices }: Field): Option {
  const flag = `--${kebab(name)}`
  // A field may be set to false, so its option takes a word.
  const option = new Option(kind === 'list' ? `${flag} <value...>` : `${flag} <value>`, description)
  if (choices !== undefined) option.choices(choices)
  if (kind === 'number') option.argParser(numberOf)
  if (kind === 'boolean') option.choices(['true', 'false']).argParser((value) => value === 'true')
  return option
}

function numberOf(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('must be a number.')
  return Number(text)
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
