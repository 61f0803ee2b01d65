/** Rejects when there is no answer in time; the work itself goes on. */
export function inTime<Answer>(work: Promise<Answer>, ms: number): Promise<Answer> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(reject, ms, new Error('no answer')).unref()
  })
  return Promise.race([work, late])
}
