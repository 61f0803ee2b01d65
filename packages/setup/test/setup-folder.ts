import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { checkSetup, findingText, type Places } from '../src/reading/check-setup.ts'
import { loadSetup } from '../src/reading/setup-file.ts'

/** Parts of a set-up: everything it must have, and a mailbox with its source. */
export const organisation = `organisation: { name: Example, timeZone: Europe/Berlin, locale: de-DE }\n`
export const mailbox = (fields: string) =>
  `${organisation}mailboxes:\n  - { id: status, address: status@example.com, ${fields} }\n`
export const imap = `source: { kind: imap, host: imap.example.com, passwordFile: password }`

/** A folder for the set-ups of one test file, with a file `password` in it; and what is made of a set-up there. */
export function setupFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'setup-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  writeFileSync(path.join(folder, 'password'), 'hunter2\n')

  function write(text: string): string {
    const file = path.join(folder, 'tubepost.yaml')
    writeFileSync(file, text)
    return file
  }

  const load = (text: string) => loadSetup(write(text), { environment: {}, servicesRunHere: true }).setup

  const check = (text: string, places: Partial<Places> = {}) =>
    checkSetup(write(text), { environment: {}, servicesRunHere: true, ...places })

  /** Problems without their lines. */
  const problemsOf = (text: string): string[] =>
    check(text).problems.map(({ path: at, text: said }) => `${at || '(the whole file)'}: ${said}`)

  /** Problems as a person sees them. */
  const linesOf = (text: string): string[] =>
    check(text).problems.map((finding) => findingText('tubepost.yaml', finding))

  return { folder, load, check, problemsOf, linesOf }
}
