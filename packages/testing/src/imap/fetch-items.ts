/** The answer of a FETCH for one message, and the messages that a SEARCH finds. */
import type { StoredMessage } from './store.ts'
import { dateTime, inSet, type Token } from './wire.ts'

/** Text, or the bytes of a literal. */
export type Piece = string | { readonly literal: Buffer }

/** The pieces of `(UID 1 FLAGS () BODY[HEADER] {…}`, without the parentheses. */
export function fetchPieces(message: StoredMessage, items: Token): Piece[] {
  const names = (Array.isArray(items) ? items : [items]).map(String)
  const wanted = names.some((name) => name.toUpperCase() === 'UID') ? names : ['UID', ...names]
  return wanted.flatMap((name, i): Piece[] => [i === 0 ? '' : ' ', ...pieceOf(message, name)])
}

function pieceOf(message: StoredMessage, name: string): Piece[] {
  switch (name.toUpperCase()) {
    case 'UID':
      return [`UID ${message.uid}`]
    case 'FLAGS':
      return [`FLAGS (${[...message.flags].join(' ')})`]
    case 'INTERNALDATE':
      return [`INTERNALDATE ${dateTime(message.internalDate)}`]
    case 'RFC822.SIZE':
      return [`RFC822.SIZE ${message.raw.length}`]
    default:
      return section(message, name)
  }
}

function section(message: StoredMessage, name: string): Piece[] {
  const asked = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/i.exec(name)
  if (asked === null) return [`${name} NIL`]
  const [, part = '', start, length] = asked
  const bytes = partOf(message.raw, part)
  const from = Number(start ?? 0)
  const cut = length === undefined ? bytes : bytes.subarray(from, from + Number(length))
  return [`BODY[${part}]${start === undefined ? '' : `<${start}>`} `, { literal: cut }]
}

function partOf(raw: Buffer, part: string): Buffer {
  if (part === '') return raw
  const header = headerOf(raw)
  return part.toUpperCase() === 'TEXT' ? raw.subarray(header.length) : headerFields(header, part)
}

/** The header block, with the empty line that ends it. */
export function headerOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n')
  return end === -1 ? raw : raw.subarray(0, end + 4)
}

function headerFields(header: Buffer, part: string): Buffer {
  const names = /^HEADER\.FIELDS \((.*)\)$/i.exec(part)?.[1]?.toLowerCase().split(' ')
  if (names === undefined) return header
  const lines = header.toString('latin1').split(/\r\n(?![ \t])/)
  const kept = lines.filter((line) => names.includes((line.split(':')[0] ?? '').toLowerCase()))
  return Buffer.from([...kept, '', ''].join('\r\n'), 'latin1')
}

/** A test of messages from the keys of a SEARCH, all of which must hold. `view` are the UIDs by sequence number. */
export function searchKeys(keys: readonly Token[], view: readonly number[]): (message: StoredMessage) => boolean {
  const tests: ((message: StoredMessage) => boolean)[] = []
  const rest = [...keys]
  const word = (): string => String(rest.shift() ?? '')
  const flag = (name: string, is: boolean) => (message: StoredMessage) => message.flags.has(name) === is
  while (rest.length > 0) {
    const next = rest.shift()
    if (Array.isArray(next)) {
      tests.push(searchKeys(next, view))
      continue
    }
    const key = String(next).toUpperCase()
    if (key === 'ALL') continue
    else if (key === 'UID') tests.push(uidTest(word(), view))
    else if (key === 'SEEN' || key === 'DELETED') tests.push(flag(`\\${capital(key)}`, true))
    else if (key === 'UNSEEN' || key === 'UNDELETED') tests.push(flag(`\\${capital(key.slice(2))}`, false))
    else if (key === 'LARGER') tests.push(sizeTest(Number(word()), 1))
    else if (key === 'SMALLER') tests.push(sizeTest(Number(word()), -1))
    else if (key === 'HEADER') tests.push(headerTest(word(), word()))
    else if (/^[\d*]/.test(key)) tests.push(sequenceTest(key, view))
    else throw new Error(`SEARCH ${key} is not known here`)
  }
  return (message) => tests.every((test) => test(message))
}

const capital = (key: string): string => key.charAt(0) + key.slice(1).toLowerCase()

function uidTest(set: string, view: readonly number[]): (message: StoredMessage) => boolean {
  const test = inSet(set, view.at(-1) ?? 0)
  return ({ uid }) => test(uid)
}

function sequenceTest(set: string, view: readonly number[]): (message: StoredMessage) => boolean {
  const test = inSet(set, view.length)
  return ({ uid }) => test(view.indexOf(uid) + 1)
}

function sizeTest(size: number, sign: 1 | -1): (message: StoredMessage) => boolean {
  return ({ raw }) => (raw.length - size) * sign > 0
}

function headerTest(name: string, value: string): (message: StoredMessage) => boolean {
  return ({ raw }) => {
    const lines = headerOf(raw)
      .toString('latin1')
      .split(/\r\n(?![ \t])/)
    const wanted = value.toLowerCase()
    return lines.some((line) => {
      const [field = '', ...rest] = line.split(':')
      return field.toLowerCase() === name.toLowerCase() && rest.join(':').toLowerCase().includes(wanted)
    })
  }
}
