import { type BodyFacts, parseHeaderBlock, readBodyFacts } from '@tubepost/mail'
import type { HeaderPart } from './header-tap.ts'

/**
 * The signs of a program in the beginning of a body.
 * @param partTypes where the server tells them itself
 * @returns undefined where there is none, so that the events of most mails carry nothing
 */
export function factsOfBody({ headers }: HeaderPart, body: Buffer, partTypes?: string[]): BodyFacts | undefined {
  const read = readBodyFacts(parseHeaderBlock(headers.toString('latin1')), body.toString('latin1'))
  const facts = { ...read, ...(partTypes !== undefined && { partTypes }) }
  return facts.partTypes.length + facts.actions.length === 0 && facts.opening === undefined ? undefined : facts
}
