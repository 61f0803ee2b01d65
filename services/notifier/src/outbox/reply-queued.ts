import { createWake } from '@tubepost/service'

/** A reply has been queued by this process. */
export const replyQueued = createWake()
