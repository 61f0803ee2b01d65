import { expect, test } from 'vitest'
import { alertRules } from './console-alerts.ts'

const rule = (expr: string) => ({
  alert: 'TubepostSlow',
  expr,
  for: '5m',
  labels: { severity: 'warning' },
  annotations: { summary: 'It is slow', description: 'Very.' },
})
const made = (expr: string, runbook = '# All\n\n## TubepostSlow\n\n**Means.** Slow.\n\n## TubepostOther\n\nNo.\n') =>
  alertRules({ groups: [{ rules: [rule(expr)] }] }, runbook)[0]

test.each([
  ['max by (mailbox) (up) == 0', 0],
  ['max(age{state=~"a|b"}) > 300', 300],
  ['max(bytes{stream=~"MAIL|INTENT"} / limit) > 0.6', 0.6],
  ['min(end) - time() < 14 * 86400', 1_209_600],
  ['max(pending) > 100 and max(deriv(pending[15m])) > 0', 100],
  ['abs(max(difference)) > max(in_flight)', null],
  ['absent(up{service="fetcher"})', null],
])('the limit of %s is %s', (expr, threshold) => {
  expect(made(expr)).toMatchObject({ name: 'TubepostSlow', threshold })
})

test('a rule has its entry of the runbook alone, and none is refused', () => {
  expect(made('up == 0')).toMatchObject({ runbook: '**Means.** Slow.' })
  expect(() => made('up == 0', '# All\n')).toThrow('has no entry TubepostSlow')
})

test('a description that names a label is refused', () => {
  const named = { ...rule('up == 0'), annotations: { summary: 'It is slow', description: '{{ $labels.x }} is slow.' } }
  const runbook = '## TubepostSlow\n\nSlow.\n'
  expect(() => alertRules({ groups: [{ rules: [named] }] }, runbook)).toThrow('TubepostSlow names a label')
})
