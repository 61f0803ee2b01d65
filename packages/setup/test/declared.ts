import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSetup } from '../src/file.ts'
import type { Setup } from '../src/index.ts'

/** A set-up as the installer would apply it; its passwords need not be within reach of the test. */
export function declared(setup: object): Setup {
  const folder = mkdtempSync(path.join(tmpdir(), 'setup-'))
  try {
    const file = path.join(folder, 'tubepost.yaml')
    writeFileSync(file, JSON.stringify(setup)) // YAML holds JSON
    return loadSetup(file, { environment: {}, servicesRunHere: false }).setup
  } finally {
    rmSync(folder, { recursive: true })
  }
}
