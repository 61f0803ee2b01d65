/** The measurements behind the README's statements about size and memory. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { docker, ROOT } from './docker.ts'
import type { Project } from './project.ts'

/** Bytes that an image of ours adds to its base. */
export async function sizeOverBase(image: string): Promise<number> {
  const base = /^FROM (\S+)$/m.exec(readFileSync(path.join(ROOT, 'deploy/Dockerfile'), 'utf8'))?.[1] ?? ''
  const sizes = await docker('image', 'inspect', '--format', '{{.Size}}', image, base)
  const [whole = 0, below = 0] = sizes.split('\n').map(Number)
  return whole - below
}

/** Memory by container, as `docker stats` writes it: '98.2MiB / 256MiB'. */
export async function memoryByService(project: Project): Promise<Map<string, string>> {
  const ids = (await project.compose(['ps', '--quiet'])).split('\n')
  const lines = await docker('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}', ...ids)
  return new Map(
    lines
      .split('\n')
      .toSorted()
      .map((line) => [
        line.slice(project.name.length + 1, line.lastIndexOf('-', line.indexOf(' '))),
        line.slice(line.indexOf(' ') + 1),
      ]),
  )
}
