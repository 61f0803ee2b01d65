import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { GeneratedFile } from './generated-file.ts'

const RULES = 'deploy/observability/alerts.yaml'
const RUNBOOK = 'deploy/runbook.md'

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly expr: string
      readonly for: string
      readonly labels: { readonly severity: string }
      readonly annotations: { readonly summary: string; readonly description: string }
    }[]
  }[]
}

/** The alert rules and their entries of the runbook as the console shows them: names, words and limits have one source. */
export function consoleAlerts(root: string): GeneratedFile[] {
  const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
  const rules = alertRules(parse(read(RULES)) as Rules, read(RUNBOOK))
  return [{ path: 'services/console/alert-rules.json', content: `${JSON.stringify(rules, null, 2)}\n` }]
}

export function alertRules({ groups }: Rules, runbook: string): object[] {
  return groups
    .flatMap(({ rules }) => rules)
    .map(({ alert, expr, for: lasting, labels, annotations: { summary, description } }) => ({
      name: alert,
      severity: labels.severity,
      for: lasting,
      threshold: thresholdIn(expr),
      summary,
      description: withoutPlaces(alert, description),
      runbook: entryOf(alert, runbook),
    }))
}

/** The number that the first comparison of an expression is with; null where it is with another metric, or there is none. */
function thresholdIn(expr: string): number | null {
  const factors = /(?:==|[<>])\s*(\d+(?:\.\d+)?(?:\s*\*\s*\d+)*)/.exec(expr)?.[1]?.split('*')
  return factors === undefined ? null : factors.map(Number).reduce((product, factor) => product * factor, 1)
}

/** Throws an Error for an alert without an entry. */
function entryOf(alert: string, runbook: string): string {
  const [, entry] = runbook.split(`\n## ${alert}\n`)
  const text = entry?.split(/\n## /)[0]?.trim()
  if (text === undefined) throw new Error(`${RUNBOOK} has no entry ${alert}`)
  return text
}

/** A description speaks of every finding of its rule, and the console shows it where there is none, too. */
function withoutPlaces(alert: string, description: string): string {
  if (description.includes('{{')) throw new Error(`the description of ${alert} names a label; its summary may`)
  return description
}
