import { expect, test } from 'vitest'
import { prometheusRule } from './kubernetes-alerts.ts'

test('the copy for Kubernetes holds the same groups', () => {
  const copy = prometheusRule({ groups: [{ name: 'all', rules: [{ alert: 'TubepostDown', expr: 'up == 0' }] }] })
  expect(copy).toContain('kind: PrometheusRule')
  expect(copy).toContain('expr: up == 0')
})
