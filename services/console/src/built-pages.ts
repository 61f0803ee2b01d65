import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A file that the page loads by a name with the hash of its content in it. */
export interface Asset {
  readonly type: string
  readonly bytes: Buffer
  /** The same, smaller; undefined where that is not worth it. */
  readonly gzip: Buffer | undefined
}

export interface BuiltPages {
  /** The one page, with `NONCE` at each place of a nonce. */
  readonly html: string
  /** By name, without a folder. */
  readonly assets: ReadonlyMap<string, Asset>
}

/** Stands in the built page wherever a nonce belongs: `html.cspNonce` of `web/vite.config.ts`. */
export const NONCE = 'NONCE_OF_THIS_ANSWER'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The pages as `web/build.ts` wrote them into a folder, whole in memory: half a megabyte. Undefined where there are none. */
export function readBuiltPages(folder: string): BuiltPages | undefined {
  const page = path.join(folder, 'index.html')
  // Without it a build was broken off.
  if (!existsSync(path.join(folder, '.stamp'))) return undefined
  const names = globSync(
    Object.keys(TYPES).map((extension) => `*${extension}`),
    { cwd: path.join(folder, 'assets') },
  )
  return { html: readFileSync(page, 'utf8'), assets: new Map(names.map((name) => [name, assetOf(folder, name)])) }
}

function assetOf(folder: string, name: string): Asset {
  const file = path.join(folder, 'assets', name)
  const gzip = existsSync(`${file}.gz`) ? readFileSync(`${file}.gz`) : undefined
  return { type: TYPES[path.extname(name)] ?? 'application/octet-stream', bytes: readFileSync(file), gzip }
}
