import { limits, partType } from '@tubepost/mail'
import type { MessageStructureObject } from 'imapflow'

/**
 * The types of the parts that a BODYSTRUCTURE (RFC 9051 §7.5.2) names, as deep as they are looked at in a body that we read.
 * The parts of a forwarded mail are not this mail's.
 * @returns none for a mail that has one part alone
 */
export function partTypesIn(root: MessageStructureObject): string[] {
  const types: string[] = []
  const enter = ({ type, childNodes }: MessageStructureObject, depth: number): void => {
    if (!type.startsWith('multipart/') || depth === limits.multipartLevels) return
    for (const child of childNodes ?? []) {
      if (types.length === limits.partTypes) return
      const parameters = new Map(Object.entries(child.parameters ?? {}))
      types.push(partType(child.type, parameters, child.disposition ?? ''))
      enter(child, depth + 1)
    }
  }
  enter(root, 0)
  return types
}
