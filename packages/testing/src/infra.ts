/** Where the servers of the tests run: as programs of this machine, or in containers with `TEST_INFRA=containers`. */
import { spawnSync } from 'node:child_process'

export type Infra = 'local' | 'containers'

export function infra(): Infra {
  const told = process.env['TEST_INFRA'] ?? ''
  if (told === '' || told === 'local') return 'local'
  if (told === 'containers') return told
  throw new Error(`TEST_INFRA is "${told}": set it to containers, or to local, which is also what it is without`)
}

/** The reason why the servers that TEST_INFRA asks for cannot run here, or undefined. */
export function infraMissing(): string | undefined {
  return infra() === 'containers' ? engineMissing() : undefined
}

let answered: boolean | undefined

/** The reason why no container can run here, or undefined. Checks once. */
export function engineMissing(): string | undefined {
  answered ??= spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
  return answered ? undefined : 'no container engine answers: start Docker, and see that `docker info` works'
}
