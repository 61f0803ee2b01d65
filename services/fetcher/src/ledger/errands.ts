import { createWake } from '@tubepost/service'

/** Woken when this process has written something that the owners of mailboxes are to do in their folders. */
export const errandsWritten = createWake()
