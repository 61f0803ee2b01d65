import path from 'node:path'
import type { Plugin } from 'rolldown'

const RESOLVED = /import\.meta\.resolve\('([^']+)'\)/g

/**
 * Has each of our modules find the files beside its source where they are, for it is no longer beside them: migrations, pages, the
 * programs of children.
 */
export function keepPlaces(root: string, folder: string): Plugin {
  const from = (file: string) => JSON.stringify(path.relative(folder, file))
  const url = (file: string) => `new URL(${from(file)}, import.meta.url).href`
  return {
    name: 'keep places',
    async transform(code, id) {
      if (!id.startsWith(root) || id.includes('/node_modules/') || !code.includes('import.meta.')) return null
      const resolved = new Map<string, string>()
      for (const [, name = ''] of code.matchAll(RESOLVED)) {
        const found = await this.resolve(name, id)
        if (found === null) throw new Error(`${id}: there is no ${name}`)
        resolved.set(name, found.id)
      }
      const placed = code
        .replaceAll('import.meta.url', url(id))
        .replaceAll(
          'import.meta.dirname',
          `process.getBuiltinModule('node:path').join(import.meta.dirname, ${from(path.dirname(id))})`,
        )
        .replace(RESOLVED, (_, name: string) => url(resolved.get(name) ?? name))
      return { code: placed, map: { version: 3, names: [], sources: [id], mappings: lineByLine(code) } }
    },
  }
}

/** Mappings of a source map (ECMA-426) in which each line comes from the same line. */
const lineByLine = (code: string): string => `AAAA${';AACA'.repeat(code.split('\n').length - 1)}`
