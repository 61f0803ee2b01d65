import { createReadStream } from 'node:fs'

// One line of the module; of escapes it has these three alone.
const BEGIN = 'var standalone_default = "'
const END = '";'
const WHOLE_SIGNS = /^(?:[^\\]|\\.)*/
const ESCAPED = /\\([\\"n])/g

/**
 * The script of Scalar's reference, piece by piece, out of the file of its module. Loading that costs eighty megabytes for five
 * of script, more than a container has to spare; a test holds this to what the module itself serves.
 */
export async function* scalarScript(): AsyncGenerator<string, void> {
  const file = createReadStream(new URL(import.meta.resolve('@scalar/fastify-api-reference')), 'utf8')
  let text = ''
  let isInside = false
  for await (const piece of file as AsyncIterable<string>) {
    text += piece
    if (!isInside) {
      const begin = text.indexOf(BEGIN)
      isInside = begin !== -1
      text = isInside ? text.slice(begin + BEGIN.length) : text.slice(-BEGIN.length)
      if (!isInside) continue
    }
    const end = text.indexOf('\n')
    if (end !== -1) return yield unescaped(text.slice(0, text.lastIndexOf(END, end)))
    const [whole = ''] = WHOLE_SIGNS.exec(text) ?? []
    yield unescaped(whole)
    text = text.slice(whole.length)
  }
  throw new Error('the module of Scalar does not hold its script where it did')
}

const unescaped = (literal: string): string =>
  literal.replaceAll(ESCAPED, (_, sign: string) => (sign === 'n' ? '\n' : sign))
