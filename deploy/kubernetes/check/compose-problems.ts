import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { memoryProblems } from './memory-needs.ts'

const COMPOSE = path.join(import.meta.dirname, '../../../docker-compose.yml')

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } } }>
  >
}

/** The limits of docker-compose.yml are held against the same measurements; broker and database have one, too. */
export function composeProblems(text = readFileSync(COMPOSE, 'utf8')): string[] {
  const { services } = parse(text, { merge: true }) as Compose
  const limits = new Map(
    Object.entries(services).map(([name, { deploy }]) => [name, deploy?.resources?.limits?.memory]),
  )
  const without = ['nats', 'postgres'].filter((name) => limits.get(name) === undefined)
  return [...memoryProblems(limits), ...without.map((name) => `${name}: has no limit of memory`)]
}
