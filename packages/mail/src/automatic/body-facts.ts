import type { Headers } from '../header/headers.ts'
import { readStructuredValue } from '../header/structured-value.ts'
import { limits } from '../limits.ts'
import { type Opening, readOpening } from './opening.ts'
import { DELIVERY_STATUS, partType } from './part-type.ts'

/** The signs of a program in the beginning of a body, for a judge who does not see it. */
export interface BodyFacts {
  /** Content-Type of each part, as `partType` writes it. */
  partTypes: string[]
  /** Each `Action` of a delivery report's recipients that was seen (RFC 3464 §2.3.3), lower case. */
  actions: string[]
  /** The kind of program whose phrase opens the text. */
  opening?: Opening
}

/** @param body its beginning, as bytes in a binary string */
export function readBodyFacts(headers: Headers, body: string): BodyFacts {
  const head = body.slice(0, limits.bodyHeadChars)
  const found: Found = { partTypes: [], actions: new Set() }
  for (const contentType of headers.all('content-type')) look(contentType, head, found, 0)
  const opening = readOpening(headers.first('content-type'), headers.first('content-transfer-encoding'), head)
  return {
    partTypes: found.partTypes.slice(0, limits.partTypes),
    actions: [...found.actions].slice(0, limits.reportActions),
    ...(opening !== undefined && { opening }),
  }
}

interface Found {
  readonly partTypes: string[]
  readonly actions: Set<string>
}

/**
 * Looks at the mail's own parts and at those of the multiparts inside it: invitations stand in an alternative, and list
 * software wraps a report to add its footer. A report within a message/rfc822 part was forwarded by a person, so those are
 * never entered.
 */
function look(contentType: string, content: string, found: Found, depth: number): void {
  const { token, parameters } = readStructuredValue(contentType)
  if (DELIVERY_STATUS.has(token)) {
    for (const [, action] of content.matchAll(ACTION)) found.actions.add(action!.toLowerCase())
    return
  }
  const boundary = parameters.get('boundary')
  if (!token.startsWith('multipart/') || depth >= limits.multipartLevels || boundary === undefined || boundary === '')
    return
  for (const part of parts(content, boundary)) {
    const blank = /^\r?\n|\n\r?\n/.exec(part)
    const header = blank === null ? part : part.slice(0, blank.index)
    const type = PART_TYPE.exec(header)?.[1]
    if (type === undefined) continue
    const inner = readStructuredValue(unfolded(type))
    const { token: disposition } = readStructuredValue(unfolded(PART_DISPOSITION.exec(header)?.[1] ?? ''))
    found.partTypes.push(partType(inner.token, inner.parameters, disposition))
    look(unfolded(type), part.slice(header.length), found, depth + 1)
  }
}

// The longest of RFC 3464 are `delivered` and `expanded`.
const ACTION = /^action[ \t]*:[ \t]*([a-z]{1,20})/gim
const PART_TYPE = /^content-type[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im
const PART_DISPOSITION = /^content-disposition[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im
const unfolded = (value: string): string => value.replace(/\r?\n/g, ' ')

/** The parts between `--boundary` lines (RFC 2046 §5.1.1); the last one may be cut by the end of the head. */
function parts(content: string, boundary: string): string[] {
  const result: string[] = []
  const delimiter = `\n--${boundary}`
  const text = `\n${content}`
  for (let start = text.indexOf(delimiter); start !== -1 && result.length < limits.bodyParts; ) {
    const next = text.indexOf(delimiter, start + delimiter.length)
    const after = start + delimiter.length
    if (text.startsWith('--', after)) break
    result.push(text.slice(text.indexOf('\n', after) + 1 || text.length, next === -1 ? undefined : next))
    start = next
  }
  return result
}
