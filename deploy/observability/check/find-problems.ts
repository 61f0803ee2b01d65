import { type Dashboard, dashboardProblems, expressionsOf } from './dashboard.ts'

export interface Alerts {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Alert[] }[]
}
interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: { readonly severity?: string }
  readonly annotations: { readonly summary?: string; readonly description?: string; readonly runbook_url?: string }
}
export interface AlertTests {
  readonly tests: readonly {
    readonly promql_expr_test: readonly { readonly expr: string; readonly exp_samples: readonly unknown[] }[]
  }[]
}
export interface Watching {
  readonly services: readonly string[]
  /** Names of all that the code shows. */
  readonly metrics: ReadonlySet<string>
  readonly alerts: Alerts
  readonly tests: AlertTests
  readonly dashboards: readonly { readonly file: string; readonly dashboard: Dashboard }[]
  /** Markdown; an entry is a heading of the second level that is the alert's name. */
  readonly runbook: string
}

const SEVERITIES = ['critical', 'warning', 'info']
const RUNBOOK = 'deploy/runbook.md#'
/** Metrics that Prometheus makes itself. */
const PROMETHEUS_OWN = new Set(['up'])
const METRIC = /\b(?:tubepost|nodejs|process)_[a-z0-9_]+\b|\bup\b/g

/** Empty means: alerts and panels use only metrics that exist, and each alert is in the runbook and has tests. */
export function findProblems({ services, metrics, alerts, tests, dashboards, runbook }: Watching): string[] {
  const rules = alerts.groups.flatMap((group) => group.rules)
  const entries = [...runbook.matchAll(/^## (Tubepost\w+)$/gm)].map(([, name]) => name ?? '')
  const unknown = (expr: string) =>
    [...withoutLabels(expr).matchAll(METRIC)]
      .map(([name]) => name)
      .filter((name) => !metrics.has(name) && !PROMETHEUS_OWN.has(name))
      .map((name) => `no service shows ${name}`)
  return [
    ...rules.flatMap((rule) =>
      [...unknown(rule.expr), ...alertProblems(rule), ...testProblems(rule.alert, tests)].map(
        (problem) => `${rule.alert}: ${problem}`,
      ),
    ),
    ...services
      .filter((name) => !rules.some(({ expr }) => expr.includes(`absent(tubepost_build_info{service="${name}"})`)))
      .map((name) => `no alert fires when ${name} is absent`),
    ...rules.filter(({ alert }) => !entries.includes(alert)).map(({ alert }) => `${alert}: is not in the runbook`),
    ...entries
      .filter((entry) => !rules.some(({ alert }) => alert === entry))
      .map((entry) => `runbook: there is no alert ${entry}`),
    ...dashboards.flatMap(({ file, dashboard }) =>
      [
        ...dashboardProblems(dashboard),
        ...expressionsOf(dashboard).flatMap(({ panel, expr }) =>
          unknown(expr).map((problem) => `${panel}: ${problem}`),
        ),
      ].map((problem) => `${file}: ${problem}`),
    ),
  ]
}

/** Drops labels, with their values and groupings, which are no metrics. */
function withoutLabels(expr: string): string {
  return expr.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '')
}

function alertProblems({ alert, labels, annotations }: Alert): string[] {
  const { summary, description, runbook_url } = annotations
  return [
    ...(SEVERITIES.includes(labels.severity ?? '') ? [] : [`has the severity ${labels.severity}`]),
    ...(summary === undefined ? ['has no summary'] : []),
    ...(description === undefined ? ['has no description'] : []),
    ...(runbook_url === `${RUNBOOK}${alert.toLowerCase()}` ? [] : [`points to ${runbook_url}`]),
  ]
}

function testProblems(alert: string, { tests }: AlertTests): string[] {
  const cases = tests.flatMap((test) => test.promql_expr_test).filter(({ expr }) => expr.includes(`"${alert}"`))
  return [
    ...(cases.some(({ exp_samples: { length } }) => length > 0) ? [] : ['no test sees it fire']),
    ...(cases.some(({ exp_samples: { length } }) => length === 0) ? [] : ['no test sees it silent']),
  ]
}
