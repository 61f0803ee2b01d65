/** The parts of a Grafana dashboard that are looked at here. */
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly __inputs?: readonly { readonly name: string }[]
  readonly templating?: { readonly list: readonly { readonly query?: unknown; readonly definition?: string }[] }
  readonly panels: readonly Panel[]
}
interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly datasource?: { readonly uid: string }
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[]
}

/** The queries that Grafana would send to Prometheus, with its variables filled in. */
export function expressionsOf({ panels }: Dashboard): { panel: string; expr: string }[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      panel: title,
      expr: expr
        .replaceAll('$__rate_interval', '5m')
        .replaceAll('$__range', '1h')
        .replaceAll(/\$\{?\w+\}?/g, '.*'),
    })),
  )
}

/** Faults of the structure: each panel has a query to the one data source, an id of its own and a place of its own. */
export function dashboardProblems({ uid, panels, __inputs }: Dashboard): string[] {
  const asking = panels.filter(({ type }) => type !== 'row')
  return [
    ...(__inputs?.some(({ name }) => name === 'DS_PROMETHEUS') === true ? [] : ['has no input DS_PROMETHEUS']),
    ...(uid.startsWith('tubepost-') ? [] : ['has a uid that is not ours']),
    ...(new Set(panels.map(({ id }) => id)).size === panels.length ? [] : ['has two panels of one id']),
    ...asking.flatMap(({ title, targets = [], datasource }) => [
      ...(targets.length > 0 && targets.every(({ expr }) => expr !== '') ? [] : [`${title}: asks nothing`]),
      ...(datasource?.uid === '${DS_PROMETHEUS}' ? [] : [`${title}: asks another data source`]),
      ...(new Set(targets.map(({ refId }) => refId)).size === targets.length ? [] : [`${title}: has a refId twice`]),
    ]),
    ...asking.flatMap((one, at) =>
      asking.slice(at + 1).flatMap((other) => (overlap(one, other) ? [`${one.title} lies on ${other.title}`] : [])),
    ),
  ]
}

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  if (a === undefined || b === undefined) return true
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
