/** A rule of deploy/observability/alerts.yaml with its entry of the runbook. */
export interface AlertRule {
  readonly name: string
  readonly severity: string
  /** How long it has to hold before anybody is told: `5m`. */
  readonly for: string
  /** The number that its expression compares with; null where that is another metric. */
  readonly threshold: number | null
  /** With places for labels and the value, as Prometheus fills them. */
  readonly summary: string
  readonly description: string
  /** Markdown. */
  readonly runbook: string
}

/** Every rule, as `npm run generate` takes them from there. Read when they are asked for. */
export async function readAlertRules(): Promise<readonly AlertRule[]> {
  const { default: rules } = await import('../../alert-rules.json', { with: { type: 'json' } })
  return rules
}
