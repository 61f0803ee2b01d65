/** Counts the time between `go` and `stop`, over and over; calls `onLate` once all of it together reaches `ms`. */
export function createStopwatch(ms: number, onLate: () => void) {
  let left = ms
  let since: number | undefined
  let timer: NodeJS.Timeout | undefined
  let isLate = false
  return {
    go(): void {
      since = performance.now()
      timer = setTimeout(() => {
        isLate = true
        onLate()
      }, left)
    },
    stop(): void {
      if (since === undefined) return
      clearTimeout(timer)
      left = Math.max(0, left - (performance.now() - since))
      since = undefined
    },
    isLate: (): boolean => isLate,
  }
}
