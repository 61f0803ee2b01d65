/**
 * Lets many ask for the same work, and runs it once at a time: whoever asks while it runs gets the end of the next run,
 * which begins after that, and shares it with all who ask meanwhile.
 */
export function onceAtATime(work: () => Promise<void>): () => Promise<void> {
  let running = Promise.resolve()
  let next: Promise<void> | undefined
  const begin = () => {
    next = undefined
    running = work()
    return running
  }
  return () => (next ??= running.then(begin, begin))
}
