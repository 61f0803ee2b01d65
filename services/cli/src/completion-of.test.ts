import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { skippedBecause, tempDir } from '@tubepost/testing'
import { Command, Option } from 'commander'
import { beforeAll, describe, expect, test } from 'vitest'
import { completionOf, SHELLS } from './completion-of.ts'

const program = new Command('tubepost').option('--url <address>')
const mails = program.command('mails')
mails
  .command('list')
  .addOption(new Option('--outcome <value>').choices(['applied', 'rejected']))
  .option('--reason <value>')
mails.command('requeue').argument('<id>').option('--json')
program.command('list').option('--other')
program.command('check').argument('[file]')

let dir: string
beforeAll(async () => {
  dir = await tempDir('completion')
  for (const shell of SHELLS) writeFileSync(path.join(dir, shell), completionOf(program, shell))
})

const missing = (shell: string): string | undefined =>
  spawnSync(shell, ['-c', 'true']).error === undefined ? undefined : `${shell} is not on this machine`

/** Words that the shell offers for the last one. */
const OFFERED: Readonly<Record<'bash' | 'fish', (shell: string, words: readonly string[]) => string>> = {
  bash: (shell, words) =>
    execFileSync(shell, [
      '-c',
      'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tubepost; echo "${COMPREPLY[@]}"',
      'bash',
      path.join(dir, 'bash'),
      ...words,
    ]).toString(),
  fish: (shell, words) =>
    execFileSync(shell, ['-c', `source ${dir}/fish; complete -C '${words.join(' ')}'`], {
      env: { ...process.env, HOME: dir },
    }).toString(),
}

describe.each(['bash', 'fish'] as const)('%s', (shell) => {
  test.each<[line: string, offered: string[]]>([
    ['mai', ['mails']],
    ['mails re', ['requeue']],
    ['mails list --re', ['--reason']],
    ['mails list --outcome rej', ['rejected']],
    ['mails list --outcome applied --re', ['--reason']],
    ['mails requeue a-b --js', ['--json']],
    ['--url http://x mails re', ['requeue']],
    ['list --o', ['--other']],
    ['nonsense mails li', ['list']],
  ])('given "tubepost %s", then it offers %j', { ...skippedBecause(missing(shell)) }, (line, offered) => {
    const told = OFFERED[shell](shell, ['tubepost', ...line.split(' ')])
    expect(
      told
        .split(/\s+/)
        .filter((word) => word !== '')
        .toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(offered)
  })
})

test('zsh completes by it', { ...skippedBecause(missing('zsh')) }, () => {
  const typed = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "cd ${dir}; PROMPT='READY'; source ./zsh"
until zpty -r -m shell out '*READY*READY*' 2>/dev/null; do :; done
zpty -n -w shell $'tubepost mails req\\t'
for n in {1..100}; do zpty -r -t shell out && all+=$out; [[ $all == *requeue* ]] && break; sleep 0.1; done
print -r -- $all`
  const out = execFileSync('zsh', ['-f', '-c', typed], { timeout: 30_000 }).toString()
  expect(out).toContain('requeue')
})
