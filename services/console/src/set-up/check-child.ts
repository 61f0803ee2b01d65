/** The program of the child that checks one pasted set-up: `check-pasted.ts` starts it. */
import { checkSetupText, effectLines, type Finding } from '@tubepost/setup/file'
import { checkLimits } from './check-limits.ts'

process.once('message', (text: string) => {
  const { problems, notes, setup } = checkSetupText(text)
  const answer = {
    problems: problems.slice(0, checkLimits.told).map(told),
    moreProblems: Math.max(0, problems.length - checkLimits.told),
    notes: notes.slice(0, checkLimits.told).map(told),
    effects: setup === undefined ? [] : effectLines(setup),
  }
  process.send?.(answer, () => process.disconnect?.())
})

function told({ line, column, path, text }: Finding) {
  return { line: line ?? null, column: column ?? null, path, text }
}
