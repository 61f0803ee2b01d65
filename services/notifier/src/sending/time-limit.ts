interface TimeLimit {
  /** Rejects when the time has passed. */
  readonly passed: Promise<never>
  restart(ms: number): void
  stop(): void
}

/** The error it rejects with has the code of a socket that timed out. */
export function timeLimit(ms: number): TimeLimit {
  const passed = Promise.withResolvers<never>()
  passed.promise.catch(() => {})
  const start = (time: number) =>
    setTimeout(() => passed.reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), time)
  let timer = start(ms)
  return {
    passed: passed.promise,
    restart(time) {
      clearTimeout(timer)
      timer = start(time)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Resolves with the first of several promises, or rejects when the time has passed. */
export async function within<Value>(ms: number, promises: readonly Promise<Value>[]): Promise<Value> {
  const limit = timeLimit(ms)
  try {
    return await Promise.race([limit.passed, ...promises])
  } finally {
    limit.stop()
  }
}
