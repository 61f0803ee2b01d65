import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { problemTexts } from '../problems/problem-texts.ts'
import { UnreadableText } from './unreadable-text.ts'

// A hundred thousand people fit in; more is no set-up.
const MOST_BYTES = 16 * 1024 ** 2
const PIECE_BYTES = 64 * 1024

/**
 * The bytes of a file that a person named, a pipe included. A file that somebody writes meanwhile is refused: half of a
 * set-up can be a sound one with fewer people. Throws an UnreadableText.
 */
export function readBytes(file: string): Buffer {
  let handle: number | undefined
  try {
    handle = openSync(file, 'r')
    const before = fstatSync(handle, { bigint: true })
    const bytes = readToEnd(handle)
    const after = fstatSync(handle, { bigint: true })
    const isWhole = BigInt(bytes.length) === after.size && before.mtimeNs === after.mtimeNs
    if (after.isFile() && !isWhole) throw new UnreadableText([{ text: problemTexts.fileChanging() }])
    return bytes
  } catch (error) {
    if (error instanceof UnreadableText) throw error
    throw new UnreadableText([{ text: fileProblem(error as NodeJS.ErrnoException) }])
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** Piece by piece: a device, a pipe and a file that grows tell no length, and may have no end. */
function readToEnd(handle: number): Buffer {
  const pieces: Buffer[] = []
  let length = 0
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    const read = readSync(handle, piece)
    if (read === 0) return Buffer.concat(pieces)
    length += read
    if (length > MOST_BYTES) throw new UnreadableText([{ text: problemTexts.fileTooLong(MOST_BYTES) }])
    pieces.push(piece.subarray(0, read))
  }
}

function fileProblem({ code = '' }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return problemTexts.fileMissing()
  if (code === 'EACCES' || code === 'EPERM') return problemTexts.fileForbidden()
  return code === 'EISDIR' ? problemTexts.fileIsFolder() : problemTexts.fileFailed(code)
}
