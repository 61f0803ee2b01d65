import { stringify } from 'yaml'
import type { Alerts } from './find-problems.ts'

/** The rules as the Prometheus Operator takes them. */
export function prometheusRule(alerts: Alerts): string {
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'tubepost', labels: { 'app.kubernetes.io/name': 'tubepost' } },
    spec: alerts,
  }
  return `# Made from deploy/observability/alerts.yaml; change it there: node deploy/observability/check/main.ts --write\n${stringify(rule, { lineWidth: 0 })}`
}
