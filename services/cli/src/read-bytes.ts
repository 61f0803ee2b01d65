import { readFileSync } from 'node:fs'
import { EXIT, Failure } from './exit-codes.ts'

/** A file that an option names; `-` is the standard input. */
export function readBytes(file: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    throw new Failure(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}).`, EXIT.usage)
  }
}
