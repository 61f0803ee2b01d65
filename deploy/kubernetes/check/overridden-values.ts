import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Manifest, parseManifests, workloadsIn } from './manifest.ts'

const BASE = path.join(import.meta.dirname, '../base')

/**
 * Values that the file of a service gives its containers and that the rendering has not. A patch for all services is applied
 * over their own files: where both name a field, the patch wins, and nothing says so.
 */
export function overriddenValues(rendered: readonly Manifest[]): string[] {
  const own = readdirSync(BASE)
    .filter((file) => !/^(every|kustomization)/.test(file))
    .map((file) => ({ file, text: readFileSync(path.join(BASE, file), 'utf8') }))
  return own.flatMap(({ file, text }) =>
    workloadsIn(parseManifests(text)).flatMap(({ name, containers }) => {
      const found = workloadsIn(rendered).find((each) => each.name === name)
      return differences(containers, found?.containers).map(
        (where) => `${file}: ${name} is rendered with another ${where}`,
      )
    }),
  )
}

/** Paths of the leaves that are not the same; members of a list are known by their names. */
function differences(own: unknown, rendered: unknown, at = ''): string[] {
  // The tag is the kustomization's, and so is the hash at the end of a name.
  if (/\.image$|(?:Ref|configMap|secret)\.(?:name|secretName)$/.test(at)) return []
  if (Array.isArray(own) && own.every(hasName)) {
    const others = Array.isArray(rendered) ? rendered.filter(hasName) : []
    return own.flatMap((each) =>
      differences(
        each,
        others.find(({ name }) => name === each.name),
        `${at}[${each.name}]`,
      ),
    )
  }
  if (typeof own === 'object' && own !== null)
    return Object.entries(own).flatMap(([key, value]) =>
      differences(value, (rendered as Record<string, unknown> | undefined)?.[key], `${at}.${key}`),
    )
  return own === rendered ? [] : [at.replace(/^\[[^\]]*\]\./, '')]
}

const hasName = (each: unknown): each is { name: string } =>
  typeof each === 'object' && each !== null && 'name' in each && typeof each.name === 'string'
