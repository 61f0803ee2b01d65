/** Days of the viewer's calendar, both included, as the moments that the API takes. Pure, but for the zone of the machine. */
export function dayBounds({ since, until }: { since: string; until: string }): { since?: string; until?: string } {
  const [from, to] = [startOf(since, 0), startOf(until, 1)]
  return { ...(from !== undefined && { since: from }), ...(to !== undefined && { until: to }) }
}

function startOf(day: string, daysLater: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return undefined
  return new Date(Number(year), Number(month) - 1, Number(date) + daysLater).toISOString()
}
