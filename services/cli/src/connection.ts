import { readFileSync } from 'node:fs'
import { EXIT, Failure } from './exit-codes.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the installation is, and as whom it is asked. A token is no argument: everybody on a machine sees those. */
export interface Connection {
  readonly url: string
  /** Empty for calls that need none. */
  readonly token: string
}

const DEFAULT_URL = 'http://127.0.0.1:8080'
const TOKENS = ['TUBEPOST_TOKEN', 'TUBEPOST_ADMIN_TOKEN', 'ADMIN_TOKEN'] as const

/** Beside a console, as in its container, all that is needed stands in the console's own variables. */
export function connectionOf(given: string | undefined, environment: Environment): Connection {
  const isBeside = Boolean(environment['ADMIN_TOKEN'] || environment['ADMIN_TOKEN_FILE'])
  const own = isBeside ? `http://127.0.0.1:${environment['HTTP_PORT'] || '9090'}` : undefined
  const text = given ?? (environment['TUBEPOST_URL'] || own || DEFAULT_URL)
  const url = URL.parse(text)
  // A path, a user or a query would be of no effect; whoever writes one expects one.
  if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new Failure(
      // A password may stand before an "@".
      `${text.includes('@') ? 'What is given' : `"${text}"`} is no address of an installation; write it like ${DEFAULT_URL}, and nothing else.`,
      EXIT.usage,
    )
  return { url: url.origin, token: tokenOf(environment) }
}

function tokenOf(environment: Environment): string {
  for (const name of TOKENS) {
    const value = environment[name]
    if (value !== undefined && value !== '') return tokenIn(name, value)
    const file = environment[`${name}_FILE`]
    if (file === undefined || file === '') continue
    return tokenIn(`${name}_FILE`, textOf(file, `${name}_FILE`))
  }
  return ''
}

function textOf(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Failure(`${name}: the file cannot be read (${code}).`, EXIT.usage)
  }
}

/** Checked here, since an error of `fetch` would repeat a token that fits no header. */
function tokenIn(name: string, text: string): string {
  const token = text.trim()
  if (/^[\x21-\x7e]*$/.test(token)) return token
  throw new Failure(`${name}: holds no token: a token is one word of letters, digits and signs.`, EXIT.usage)
}
