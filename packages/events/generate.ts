/**
 * Writes what integrators read, out of the event definitions: `schemas/<name>.v<version>.json` for the data of each
 * event, and `asyncapi.yaml` for all of them. `--check` writes nothing and fails when a file is not what it should be.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generatedFiles } from './generated-files.ts'

const FOLDER = import.meta.dirname
const SCHEMAS = path.join(FOLDER, 'schemas')

function standing(): Map<string, string> {
  const files = new Map<string, string>()
  for (const name of list(SCHEMAS)) files.set(`schemas/${name}`, readFileSync(path.join(SCHEMAS, name), 'utf8'))
  if (list(FOLDER).includes('asyncapi.yaml')) {
    files.set('asyncapi.yaml', readFileSync(path.join(FOLDER, 'asyncapi.yaml'), 'utf8'))
  }
  return files
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Paths, below this package, of files that are missing, different or too many. */
export function outdated(): string[] {
  const wanted = generatedFiles()
  const found = standing()
  return [...new Set([...wanted.keys(), ...found.keys()])].filter((file) => wanted.get(file) !== found.get(file))
}

function write(): void {
  const wanted = generatedFiles()
  for (const file of outdated()) {
    const target = path.join(FOLDER, file)
    const text = wanted.get(file)
    if (text === undefined) rmSync(target)
    else {
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, text)
    }
  }
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const files = outdated()
    for (const file of files) console.error(`packages/events/${file} is not what the definitions say`)
    if (files.length > 0) {
      console.error('Run: node packages/events/generate.ts')
      process.exitCode = 1
    }
  } else write()
}
