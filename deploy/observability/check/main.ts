/**
 * Tries the alert rules, and holds rules, dashboards and runbook against each other and against the metrics of the code.
 * Part of `npm run check`.
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SERVICES } from '@tubepost/events'
import { metricNames } from '@tubepost/installer'
import { parse, stringify } from 'yaml'
import { expressionsOf, type Dashboard } from './dashboard.ts'
import { type Alerts, type AlertTests, findProblems } from './find-problems.ts'

const folder = path.join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')

const alerts = parse(read('alerts.yaml')) as Alerts

const dashboards = globSync('grafana/dashboards/*.json', { cwd: folder }).map((file) => ({
  file,
  dashboard: JSON.parse(read(file)) as Dashboard,
}))
const problems = [
  ...findProblems({
    services: SERVICES,
    metrics: metricNames(),
    alerts,
    tests: parse(read('alerts.test.yaml')) as AlertTests,
    dashboards,
    runbook: readFileSync(path.join(folder, '../runbook.md'), 'utf8'),
  }),
  ...promtool('check', 'config', '--syntax-only', 'prometheus.yml'),
  ...promtool('check', 'rules', 'alerts.yaml'),
  ...promtool('test', 'rules', 'alerts.test.yaml'),
  ...parseProblems(),
]
for (const problem of problems) console.log(problem)
const rules = alerts.groups.flatMap((group) => group.rules).length
console.log(`${rules} alerts, ${dashboards.length} dashboards, ${problems.length} problems`)
if (problems.length > 0 || rules === 0 || dashboards.length === 0) process.exitCode = 1

function promtool(...args: string[]): string[] {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
  if (error !== undefined) return [`promtool cannot be run (${error.message}); npm run check brings it`]
  return status === 0 ? [] : [`promtool ${args.join(' ')}:\n${stdout}${stderr}`]
}

/** As rules, every expression of a dashboard is one that Prometheus can parse. */
function parseProblems(): string[] {
  const expressions = dashboards.flatMap(({ dashboard }) => expressionsOf(dashboard))
  const recorded = expressions.map(({ expr }, at) => ({ record: `dashboard:${at}`, expr }))
  const temporary = mkdtempSync(path.join(tmpdir(), 'tubepost-dashboards-'))
  try {
    const file = path.join(temporary, 'rules.yaml')
    writeFileSync(file, stringify({ groups: [{ name: 'dashboards', rules: recorded }] }))
    return promtool('check', 'rules', '--lint=none', file)
  } finally {
    rmSync(temporary, { recursive: true })
  }
}
