/** Tabs of one browser share the cookie: who is signed in within one is in all of them. */
const channel = new BroadcastChannel('tubepost-caller')

/** Tells the others that somebody is signed in here, or nobody any more. */
export function tellOtherTabs(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
  channel.postMessage(null)
}

/** @param listener called when another tab has told so. @returns ends it */
export function onOtherTab(listener: () => void): () => void {
  channel.addEventListener('message', listener)
  return () => channel.removeEventListener('message', listener)
}
