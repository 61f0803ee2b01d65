import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CONTEXT = join(import.meta.dirname, '../../../deploy/mail')

/**
 * The image of `deploy/mail`, built if the engine does not have its present version. It stays there for the next run.
 */
export async function dovecotImage(): Promise<string> {
  const { GenericContainer, getContainerRuntimeClient, ImageName } = await import('testcontainers')
  const hash = createHash('sha256')
  for (const file of readdirSync(CONTEXT).toSorted()) hash.update(file).update(readFileSync(join(CONTEXT, file)))
  const name = `tubepost-testing-mail:${hash.digest('hex').slice(0, 12)}`
  const { image } = await getContainerRuntimeClient()
  if (!(await image.exists(ImageName.fromString(name)))) {
    await GenericContainer.fromDockerfile(CONTEXT).withBuildkit().build(name, { deleteOnExit: false })
  }
  return name
}
