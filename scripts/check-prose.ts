/** Reads comments, names of tests and subjects of commits, and reports what the rules of `prose-rules.ts` forbid. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { type Comment, commentProblem, joined, lineComments, subjectProblem, testNameProblem } from './prose-rules.ts'

// The rule about subjects is younger than the project.
const SUBJECTS_SINCE = '2026-11-28T13:40:00Z'

const root = path.join(import.meta.dirname, '..')
const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })

const files = git('ls-files', '--cached', '--others', '--exclude-standard').stdout.split('\n')
const problems = [...files.flatMap(fileProblems), ...commitProblems()]
for (const problem of problems) console.log(problem)
console.log(`${files.length} files, ${problems.length} problems`)
if (problems.length > 0 || files.length < 2) process.exitCode = 1

function fileProblems(file: string): string[] {
  const text = () => readFileSync(path.join(root, file), 'utf8')
  if (/\.(ts|tsx|mjs)$/.test(file)) return sourceProblems(file, text())
  if (file.endsWith('.sql')) return told(file, lineComments(text(), '--'))
  const isMarked = /\.(ya?ml|conf)$|(^|\/)Dockerfile$/.test(file) || /^(deploy|\.ci)\/([^.]*\/)?[^./]+$/.test(file)
  return isMarked ? told(file, lineComments(text(), '#')) : []
}

function told(file: string, comments: readonly Comment[]): string[] {
  return comments.flatMap(({ line, text }) => at(file, line, commentProblem(text)))
}

function sourceProblems(file: string, source: string): string[] {
  const { program, comments } = parseSync(file, source)
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length
  const names: string[] = []
  new Visitor({
    CallExpression({ callee, arguments: [first], start }) {
      const isTest = /^(test|it)\b/.test(source.slice(callee.start, callee.end))
      if (isTest && first?.type === 'Literal' && typeof first.value === 'string')
        names.push(...at(file, lineAt(start), testNameProblem(first.value)))
    },
  }).visit(program)
  const lines = comments.map(({ type, start, value }) => ({
    line: lineAt(start),
    text: value.replaceAll(/^[ \t]*\**[ \t]*/gm, '').trim(),
    isAlone: type === 'Line' && source.slice(source.lastIndexOf('\n', start) + 1, start).trim() === '',
  }))
  return [...told(file, joined(lines)), ...names]
}

function commitProblems(): string[] {
  const { stdout } = git('log', '--format=%h%x00%p%x00%s', `--since=${SUBJECTS_SINCE}`)
  return stdout.split('\n').flatMap((line) => {
    const [hash, parents = '', subject] = line.split('\0')
    if (subject === undefined) return []
    const problem = subjectProblem({ parents: parents.split(' ').length, subject })
    return problem === undefined ? [] : [`commit ${hash}: "${subject}" ${problem}`]
  })
}

function at(file: string, line: number, problem: string | undefined): string[] {
  return problem === undefined ? [] : [`${file}:${line} ${problem}`]
}
