import { createWake } from '@tubepost/service'

/** Woken when this process has queued a reply. */
export const replyQueued = createWake()
