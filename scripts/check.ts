/** Everything that can be said about the code without running it. Each step runs, whatever the others say. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

type Step = { name: string; command: string; args: string[]; skipped?: string | undefined }

const root = join(import.meta.dirname, '..')
const installed = (name: string): string => join(root, 'node_modules/.bin', name)

const STEPS: readonly Step[] = [
  { name: 'format', command: installed('biome'), args: ['format', '.'] },
  { name: 'lint', command: installed('oxlint'), args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: installed('tsc'), args: ['--noEmit'] },
  // In a browser there are other things than in Node.
  { name: 'types of the pages', command: installed('tsc'), args: ['--noEmit', '-p', 'services/console/web'] },
  { name: 'boundaries', command: process.execPath, args: ['scripts/check-boundaries.ts'] },
  { name: 'SQL', command: process.execPath, args: ['scripts/check-sql.ts'] },
  { name: 'prose', command: process.execPath, args: ['scripts/check-prose.ts'] },
  { name: 'unused code', command: installed('knip'), args: ['--no-progress', '--no-config-hints'] },
  { name: 'generated files', command: process.execPath, args: ['scripts/generate.ts', '--check'] },
  {
    name: 'Kubernetes manifests',
    command: process.execPath,
    args: ['deploy/kubernetes/check/main.ts'],
    skipped: process.env['TUBEPOST_NO_KUBECTL'],
  },
  {
    name: 'alerts and dashboards',
    command: process.execPath,
    args: ['deploy/observability/check/main.ts'],
    skipped: process.env['TUBEPOST_NO_PROMTOOL'],
  },
]

const results = STEPS.map((step) => {
  if (step.skipped !== undefined) return `${step.name}: skipped, ${step.skipped}`
  console.log(`\n== ${step.name}`)
  const begun = performance.now()
  const { status, error } = spawnSync(step.command, step.args, { cwd: root, stdio: 'inherit' })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  return `${step.name}: ${status === 0 ? 'ok' : `FAILED${error === undefined ? '' : `, ${error.message}`}`} (${seconds} s)`
})

const failed = results.filter((result) => result.includes('FAILED')).length
console.log(`\n== summary\n${results.join('\n')}`)
console.log(failed === 0 ? 'all checks passed' : `${failed} of ${STEPS.length} checks failed`)
process.exitCode = failed === 0 ? 0 : 1
