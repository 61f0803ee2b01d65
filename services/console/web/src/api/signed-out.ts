const listeners = new Set<() => void>()

/** A call was refused because nobody is signed in, or a stream without a word: a session has ended, or there was none. */
export function noteSignedOut(): void {
  for (const listener of listeners) listener()
}

/** @returns ends it */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
