import { createWake } from '@tubepost/service'

/** Woken when this process has committed a change of the board. */
export const boardChanged = createWake()
