import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Manifest, parseManifests } from './manifest.ts'

const root = path.join(import.meta.dirname, '../../..')

/** Together every overlay and every component. */
const RENDERINGS = {
  small: { overlay: 'small', edit: (text: string) => text },
  production: { overlay: 'production', edit: (text: string) => text },
  'production with hpa': {
    overlay: 'production',
    edit: (text: string) => text.replace('components/keda', 'components/hpa'),
  },
} as const
export type Rendering = keyof typeof RENDERINGS
export const renderings = Object.keys(RENDERINGS) as Rendering[]

/**
 * Renders as `kubectl apply --kustomize` would, with Secrets from the installer's own make-secrets: so a file that an
 * overlay names and the installer does not make is found out. Works on a copy; nothing of it stays.
 */
export function render(wanted: readonly Rendering[]): Map<Rendering, Manifest[]> {
  const copy = mkdtempSync(path.join(tmpdir(), 'tubepost-manifests-'))
  try {
    for (const folder of ['deploy/kubernetes', 'deploy/nats']) {
      cpSync(path.join(root, folder), path.join(copy, folder), {
        recursive: true,
        filter: (file) => !/\/(node_modules|secrets|check|test)$/.test(file),
      })
    }
    const secrets = path.join(copy, 'secrets')
    const installer = path.join(root, 'services/installer/src/main.ts')
    run(process.execPath, [installer, 'make-secrets', secrets])
    // Files from whoever runs the database and the bucket, and from deploy/make-certificates.
    for (const file of ['database-ca.crt', 'bucket-credentials', 'nats-ca.crt', 'nats/server.crt', 'nats/server.key'])
      writeFileSync(path.join(secrets, file), `the text of ${file}\n`)
    return new Map(wanted.map((rendering) => [rendering, renderOne(copy, secrets, rendering)]))
  } finally {
    rmSync(copy, { recursive: true })
  }
}

function renderOne(copy: string, secrets: string, rendering: Rendering): Manifest[] {
  const { overlay, edit } = RENDERINGS[rendering]
  const folder = path.join(copy, 'deploy/kubernetes/overlays', overlay)
  const file = path.join(folder, 'kustomization.yaml')
  const text = readFileSync(file, 'utf8')
  cpSync(secrets, path.join(folder, 'secrets'), { recursive: true })
  writeFileSync(file, edit(text))
  const manifests = parseManifests(run('kubectl', ['kustomize', folder]))
  writeFileSync(file, text)
  return manifests
}

export function run(command: string, args: readonly string[], input = ''): string {
  const { stdout, stderr, status, error } = spawnSync(command, args, { input, encoding: 'utf8' })
  if (error !== undefined) throw new Error(`${command} cannot be run; npm run check brings it`, { cause: error })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}${stdout}`)
  return stdout
}
