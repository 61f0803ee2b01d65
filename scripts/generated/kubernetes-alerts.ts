import { readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import type { GeneratedFile } from './generated-file.ts'

const RULES = 'deploy/observability/alerts.yaml'

export function kubernetesAlerts(root: string): GeneratedFile[] {
  const content = prometheusRule(parse(readFileSync(`${root}/${RULES}`, 'utf8')) as object)
  return [{ path: 'deploy/kubernetes/components/prometheus/alerts.yaml', content }]
}

/** The alert rules as the Prometheus Operator takes them. */
export function prometheusRule(alerts: object): string {
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'tubepost', labels: { 'app.kubernetes.io/name': 'tubepost' } },
    spec: alerts,
  }
  return `# Made from ${RULES}; change it there: npm run generate\n${stringify(rule, { lineWidth: 0 })}`
}
