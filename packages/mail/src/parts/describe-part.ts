import libmime from 'libmime'
import type { Headers } from '../header/headers.ts'
import { decodeHeaderText } from '../header/header-text.ts'
import { safeFileName } from '../header/safe-file-name.ts'
import { withoutComments } from '../header/structured-value.ts'
import { oneLine } from '../header/well-formed.ts'
import type { TransferEncoding } from './transfer-decoder.ts'

/** A part of a mail as its own header describes it. */
export interface PartDescription {
  /** Lower case; a form that a Content-Type may have. */
  readonly mediaType: string
  /** Separates the parts of a multipart; null for every other part. */
  readonly boundary: string | null
  readonly encoding: TransferEncoding
  /** Shown where the mail is read; everything else is a file. */
  readonly isShown: boolean
  readonly charset: string | null
  /** RFC 3676; `deletesBlank` is its DelSp. Null: lines end where they end. */
  readonly flowed: { readonly deletesBlank: boolean } | null
  /** Safe to show and to save under. */
  readonly name: string | null
  /** Without angle brackets. */
  readonly contentId: string | null
}

/** Where a field stands twice, the first counts (RELIABILITY S13). */
export function describePart(headers: Headers): PartDescription {
  const disposition = readField(headers, 'content-disposition')
  const type = readField(headers, 'content-type')
  const isFile = disposition.value !== '' && disposition.value !== 'inline'
  const name = nameIn(disposition, 'filename') ?? nameIn(type, 'name')
  const { charset = '', format = '', delsp = '' } = type.params
  const boundary = (type.params['boundary'] ?? '').trimEnd()
  // Without a boundary nobody can tell the parts apart; `multipart/*` is written by an Outlook.
  const isMultipart = type.value.startsWith('multipart/') && BOUNDARY.test(boundary)
  const mediaType = isMultipart ? 'multipart/mixed' : typeOf(type.value, isFile || name !== null)
  const isFlowed = mediaType === 'text/plain' && format.trim().toLowerCase() === 'flowed'
  return {
    mediaType,
    boundary: isMultipart ? boundary : null,
    encoding: encodingOf(headers.first('content-transfer-encoding') ?? ''),
    isShown: SHOWN.has(mediaType) && !isFile,
    charset: charset === '' ? null : charset,
    flowed: isFlowed ? { deletesBlank: delsp.trim().toLowerCase() === 'yes' } : null,
    name,
    contentId: contentIdIn(headers.first('content-id') ?? ''),
  }
}

const UNKNOWN = 'application/octet-stream'
/** A delivery report says in words why a mail did not arrive. */
const SHOWN: ReadonlySet<string> = new Set(['text/plain', 'text/html', 'message/delivery-status'])
// RFC 6838 §4.2, with its longest names: 127 characters each.
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/
// RFC 2046 §5.1.1 has fewer characters; programs write more of them, and none outside of ASCII.
const BOUNDARY = /^[\x20-\x7e]+$/
/** Real ones have a few dozen characters; it is compared with the links of an HTML. */
const MOST_CONTENT_ID_CHARS = 200

/** RFC 2045 §5.2: what nobody described is text, unless it came as a file. */
function typeOf(value: string, isFile: boolean): string {
  if (MEDIA_TYPE.test(value) && !value.startsWith('multipart/')) return value
  return isFile ? UNKNOWN : 'text/plain'
}

type Field = ReturnType<typeof libmime.parseHeaderValue>

function readField(headers: Headers, name: string): Field {
  const field = libmime.parseHeaderValue(headers.first(name) ?? '', { stripComments: true })
  field.value = field.value.trim().toLowerCase()
  return field
}

function nameIn({ params, decodedParams }: Field, parameter: string): string | null {
  const raw = Object.hasOwn(params, parameter) ? (params[parameter] ?? '') : ''
  // Written by RFC 2231 it is decoded already: twice could make another name of it.
  return raw === '' ? null : safeFileName(decodedParams.includes(parameter) ? raw : decodeHeaderText(raw))
}

function encodingOf(value: string): TransferEncoding {
  const token = withoutComments(value).text.trim().toLowerCase()
  return token === 'base64' || token === 'quoted-printable' ? token : 'identity'
}

function contentIdIn(value: string): string | null {
  const trimmed = value.trim()
  const id = oneLine(trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed)
  return id === '' || id.length > MOST_CONTENT_ID_CHARS ? null : id
}
