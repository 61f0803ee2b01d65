/**
 * A program for a test: checks a set-up, by its text alone or as a file, and prints each path that was opened or looked at, each
 * variable that was read and each host that was looked up meanwhile, as JSON.
 */
import dns from 'node:dns'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const [way = '', file = ''] = process.argv.slice(2)
const text = fs.readFileSync(file, 'utf8')
const { checkSetup, checkSetupText } = await import('../src/reading/check-setup.ts')
// By which yaml 2.9 writes its tokens for whoever works on it; they hold nothing of ours.
const SWITCHES_OF_YAML: ReadonlySet<string | symbol> = new Set(['LOG_TOKENS', 'LOG_STREAM'])
const traced: string[] = []
const plain = fs.writeSync

for (const module of [fs, fs.promises, dns, dns.promises, net] as unknown as Record<string, unknown>[])
  for (const [name, value] of Object.entries(module))
    if (typeof value === 'function' && !/^[A-Z_]/.test(name))
      module[name] = (...given: unknown[]): unknown => {
        traced.push(`${name} ${String(given[0])}`)
        return Reflect.apply(value, module, given) as unknown
      }
syncBuiltinESMExports()
const environment = new Proxy(
  { ...process.env },
  {
    get(target, name) {
      if (!SWITCHES_OF_YAML.has(name)) traced.push(`variable ${String(name)}`)
      return Reflect.get(target, name) as unknown
    },
  },
)
process.env = environment

const { problems, notes } =
  way === 'text' ? checkSetupText(text) : checkSetup(file, { environment, servicesRunHere: true })
plain(1, JSON.stringify({ traced, problems: problems.length, notes: notes.length }))
