import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { tools, toolsBin } from './places.mjs'
import { output } from './run.mjs'

/** Installs one package from the npm registry as the folder `target`: all of it, or nothing. */
export async function fetchNpmPackage(name, version, target) {
  const work = temporaryFolder('npm')
  try {
    writeFileSync(join(work, 'package.json'), '{ "private": true }\n') // keeps npm from looking further up
    const { command, args } = npm()
    const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
    await output(command, [...args, 'install', `${name}@${version}`, ...quiet], { cwd: work, env: outsideEnv() })
    rmSync(target, { recursive: true, force: true })
    renameSync(join(work, 'node_modules', name), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

export function temporaryFolder(prefix) {
  mkdirSync(tools, { recursive: true })
  const folder = mkdtempSync(join(tools, `tmp-${prefix}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Replaces `.tools/bin/<name>` in one step, so that whoever runs it meanwhile finds the old or the new one. */
export function link(file, name) {
  mkdirSync(toolsBin, { recursive: true })
  const fresh = join(toolsBin, `.${name}-${process.pid}`)
  rmSync(fresh, { force: true })
  symlinkSync(file, fresh)
  renameSync(fresh, join(toolsBin, name))
}

/** The npm that started us, else the one beside the running Node or on PATH. */
function npm() {
  const { npm_execpath: cli } = process.env
  if (cli !== undefined && basename(cli) === 'npm-cli.js') return { command: process.execPath, args: [cli] }
  return { command: 'npm', args: [] }
}

/** Without the variables in which the npm that started us describes our own package and script. */
function outsideEnv() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|execpath)/i.test(name))
  return { ...Object.fromEntries(kept), PATH: `${process.env.PATH ?? ''}:${dirname(process.execPath)}` }
}
