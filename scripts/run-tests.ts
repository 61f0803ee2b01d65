/**
 * All tests, or those that the arguments select (as for vitest: part of a file's path, -t NAME, --project unit). Names
 * each skipped test with its reason and each failed one with the beginning of its message; the last line is
 * `N passed, N failed, N skipped`. Fails when a test failed, or when none ran and none says why. With TEST_INFRA=containers and no engine none is run, and all are counted as skipped.
 */
import { infraMissing } from '@tubepost/testing'
import { stripVTControlCharacters } from 'node:util'
import { createVitest, parseCLI, type Reporter, type TestCase, type TestModule, type TestSuite } from 'vitest/node'
import { CHOICE } from './long-tests.ts'

const NO_REASON = 'no reason given'
const MESSAGE_LENGTH = 400 // long enough for what a comparison found

type Outcome = { passed: number; failed: number; skipped: TestCase[]; failures: string[] }

const missing = infraMissing()
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
if (filter.length > 0) process.env[CHOICE] = 'named'
let outcome: Outcome = { passed: 0, failed: 0, skipped: [], failures: [] }

const count: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    outcome = countTests(modules)
    outcome.failed += unhandledErrors.length
    outcome.failures.push(...unhandledErrors.map((error) => failure('somewhere', 'outside of all tests', [error])))
  },
}

const vitest = await createVitest({ ...options, watch: false, passWithNoTests: true, reporters: ['default', count] })
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
try {
  if (missing === undefined) await vitest.start(filter)
  else outcome = countTests((await vitest.collect(filter)).testModules)
} catch (error) {
  if ((error as { code?: unknown }).code !== 'VITEST_FILES_NOT_FOUND') throw error
} finally {
  await vitest.close()
}
report(outcome)
process.exit(outcome.failed > 0 || isEmpty(outcome) ? 1 : 0)

/** A Ctrl-C comes twice: from the terminal and from the bootstrap. What the tests started goes with their processes. */
function interrupt(): void {
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  process.on('SIGINT', () => {}).on('SIGTERM', () => {})
  console.error('\ntests interrupted')
  const exit = (): never => process.exit(130)
  setTimeout(exit, 5_000).unref()
  vitest
    .cancelCurrentRun('keyboard-input')
    .then(() => vitest.close())
    .then(exit, exit)
}

/** A file that failed outside its tests (it did not load, a hook threw) counts as one failure. */
function countTests(modules: readonly TestModule[]): Outcome {
  const counted: Outcome = { passed: 0, failed: 0, skipped: [], failures: [] }
  for (const module of modules) {
    const suites: readonly (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
    const broken = suites.filter((suite) => suite.errors().length > 0)
    counted.failed += broken.length
    counted.failures.push(
      ...broken.map((suite) => failure(module.relativeModuleId, 'outside its tests', suite.errors())),
    )
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (missing !== undefined) counted.skipped.push(test)
      else if (state === 'passed') counted.passed++
      else if (state === 'failed') {
        counted.failed++
        counted.failures.push(failure(module.relativeModuleId, test.fullName, test.result().errors ?? []))
      } else counted.skipped.push(test)
    }
  }
  return counted
}

/** One line: what a log of many thousand lines is searched for. */
function failure(file: string, name: string, errors: readonly { readonly message: string }[]): string {
  const message = stripVTControlCharacters(errors[0]?.message ?? 'no error').replaceAll(/\s+/g, ' ')
  return `FAILED ${file} > ${name}: ${message.slice(0, MESSAGE_LENGTH)}`
}

function report({ passed, failed, skipped, failures }: Outcome): void {
  for (const line of failures) console.log(line)
  for (const test of skipped) {
    console.log(`skipped: ${test.module.relativeModuleId} > ${test.fullName} (${reasonFor(test)})`)
  }
  if (isEmpty({ passed, failed, skipped })) console.log('no test ran')
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
}

/** Nothing was selected, or only by a name that no test has: vitest counts the others as skipped, without a reason. */
function isEmpty({ passed, failed, skipped }: Omit<Outcome, 'failures'>): boolean {
  return passed + failed === 0 && !skipped.some((test) => reasonFor(test) !== NO_REASON)
}

/** From `ctx.skip(reason)`, or from `skippedBecause` of packages/testing at the test or a suite around it. */
function reasonFor(test: TestCase): string {
  if (missing !== undefined) return missing
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined) return result.note
  let place: TestCase | TestSuite | TestModule = test
  for (; place.type !== 'module'; place = place.parent) {
    const reason = Object.entries(place.meta()).find(([name]) => name === 'skippedBecause')?.[1]
    if (typeof reason === 'string') return reason
    if (place.parent.errors().length > 0) return 'what comes before it failed'
  }
  return NO_REASON
}
