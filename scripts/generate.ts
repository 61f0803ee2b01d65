/**
 * Writes every file that is made from the code: `npm run generate`. With --check, a step of `npm run check`, it writes
 * nothing and fails when a file is not what the code makes.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { apiDescription } from './generated/api-description.ts'
import { brokerAccounts } from './generated/broker-accounts.ts'
import { consoleAlerts } from './generated/console-alerts.ts'
import { eventContracts, SCHEMA_FOLDER } from './generated/event-contracts.ts'
import type { GeneratedFile } from './generated/generated-file.ts'
import { kubernetesAlerts } from './generated/kubernetes-alerts.ts'
import { referencePages } from './generated/reference-pages.ts'
import { setupSchema } from './generated/setup-schema.ts'

const root = path.join(import.meta.dirname, '..')

const wanted: readonly GeneratedFile[] = [
  ...eventContracts(),
  ...brokerAccounts(),
  ...consoleAlerts(root),
  ...kubernetesAlerts(root),
  ...setupSchema(),
  ...(await apiDescription()),
  ...(await referencePages(root)),
]

const different = wanted.filter(({ path: file, content }) => standing(file) !== content)
const surplus = readdirSync(path.join(root, SCHEMA_FOLDER))
  .map((name) => `${SCHEMA_FOLDER}/${name}`)
  .filter((file) => wanted.every((each) => each.path !== file))

if (process.argv.includes('--check')) {
  for (const { path: file } of different) console.log(`${file} is not what the code makes: run npm run generate`)
  for (const file of surplus) console.log(`${file} is made by nothing any more: run npm run generate`)
  console.log(`${wanted.length} files, ${different.length + surplus.length} to be generated anew`)
  if (different.length + surplus.length > 0) process.exitCode = 1
} else {
  for (const { path: file, content } of different) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), content)
    console.log(`wrote ${file}`)
  }
  for (const file of surplus) {
    rmSync(path.join(root, file))
    console.log(`removed ${file}`)
  }
}

function standing(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return undefined
  }
}
