import { expect, test } from 'vitest'
import type { Dashboard } from '../check/dashboard.ts'
import { findProblems, type Watching } from '../check/find-problems.ts'

const source = { uid: '${DS_PROMETHEUS}' }
const panel = {
  id: 1,
  type: 'timeseries',
  title: 'Down',
  datasource: source,
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  targets: [
    { refId: 'A', expr: 'sum by (tubepost_label) (rate(tubepost_b_total{mailbox=~"$mailbox"}[$__rate_interval]))' },
  ],
}
const dashboard: Dashboard = { uid: 'tubepost-x', title: 'X', __inputs: [{ name: 'DS_PROMETHEUS' }], panels: [panel] }
const alert = {
  alert: 'TubepostDown',
  expr: 'max by (tubepost_label) (tubepost_a{service="tubepost_x"}) == 0 or up == 0',
  for: '5m',
  labels: { severity: 'critical' },
  annotations: { summary: 'It is down', description: 'It is.', runbook_url: 'deploy/runbook.md#tubepostdown' },
}
const fires = { expr: 'ALERTS{alertname="TubepostDown"}', exp_samples: [{}] }
const silent = { ...fires, exp_samples: [] }
const whole: Watching = {
  services: [],
  metrics: new Set(['tubepost_a', 'tubepost_b_total']),
  alerts: { groups: [{ name: 'all', rules: [alert] }] },
  tests: { tests: [{ promql_expr_test: [fires] }, { promql_expr_test: [silent] }] },
  dashboards: [{ file: 'x.json', dashboard }],
  runbook: '# Runbook\n\n## TubepostDown\n',
}
const withAlert = (change: object): Watching => ({
  ...whole,
  alerts: { groups: [{ name: 'all', rules: [{ ...alert, ...change }] }] },
})
const withPanels = (...panels: Dashboard['panels']): Watching => ({
  ...whole,
  dashboards: [{ file: 'x.json', dashboard: { ...dashboard, panels } }],
})

test('labels and their values are not taken for metrics', () => {
  expect(findProblems(whole)).toEqual([])
})

test.each<[what: string, watching: Watching, problems: string[]]>([
  [
    'a metric that no service shows',
    withAlert({ expr: 'tubepost_c > 0' }),
    ['TubepostDown: no service shows tubepost_c'],
  ],
  [
    'a service whose absence no alert tells',
    { ...whole, services: ['parser'] },
    ['no alert fires when parser is absent'],
  ],
  ['an unknown severity', withAlert({ labels: { severity: 'page' } }), ['TubepostDown: has the severity page']],
  [
    'annotations that are missing or lead elsewhere',
    withAlert({ annotations: { runbook_url: 'deploy/runbook.md' } }),
    ['TubepostDown: has no summary', 'TubepostDown: has no description', 'TubepostDown: points to deploy/runbook.md'],
  ],
  [
    'an alert that nothing has seen fire',
    { ...whole, tests: { tests: [{ promql_expr_test: [silent] }] } },
    ['TubepostDown: no test sees it fire'],
  ],
  [
    'an alert that nothing has seen silent',
    { ...whole, tests: { tests: [{ promql_expr_test: [fires] }] } },
    ['TubepostDown: no test sees it silent'],
  ],
  [
    'a runbook that is about something else',
    { ...whole, runbook: '## TubepostUp\n' },
    ['TubepostDown: is not in the runbook', 'runbook: there is no alert TubepostUp'],
  ],
  [
    'a panel with a metric that no service shows',
    withPanels({ ...panel, targets: [{ refId: 'A', expr: 'nodejs_nothing' }] }),
    ['x.json: Down: no service shows nodejs_nothing'],
  ],
  ['a panel that asks nothing', withPanels({ ...panel, targets: [] }), ['x.json: Down: asks nothing']],
  [
    'a panel that asks another data source',
    withPanels({ ...panel, datasource: { uid: 'mine' } }),
    ['x.json: Down: asks another data source'],
  ],
  [
    'panels of one id, one on the other',
    withPanels(panel, { ...panel, title: 'Up', gridPos: { x: 6, y: 4, w: 12, h: 8 } }),
    ['x.json: has two panels of one id', 'x.json: Down lies on Up'],
  ],
])('%s is found', (_what, watching, problems) => {
  expect(findProblems(watching)).toEqual(problems)
})
