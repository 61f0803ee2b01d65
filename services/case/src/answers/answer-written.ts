import { createWake } from '@tubepost/service'

/** Woken when this process has taken an answer in. */
export const answerWritten = createWake()
