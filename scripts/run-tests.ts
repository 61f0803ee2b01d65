/**
 * All tests, or those that the arguments select (as for vitest: part of a file's path, -t NAME, --project unit). Names
 * each skipped test with its reason; the last line is `N passed, N failed, N skipped`. Fails when a test failed, or when
 * none ran and none says why. With TEST_INFRA=containers and no engine none is run, and all are counted as skipped.
 */
import { infraMissing } from '@tubepost/testing'
import { createVitest, parseCLI, type Reporter, type TestCase, type TestModule, type TestSuite } from 'vitest/node'
import { CHOICE } from './long-tests.ts'

const NO_REASON = 'no reason given'

type Outcome = { passed: number; failed: number; skipped: TestCase[]; brokenFiles: string[] }

const missing = infraMissing()
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
if (filter.length > 0) process.env[CHOICE] = 'named'
let outcome: Outcome = { passed: 0, failed: 0, skipped: [], brokenFiles: [] }

const count: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    outcome = countTests(modules)
    outcome.failed += unhandledErrors.length
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
  const counted: Outcome = { passed: 0, failed: 0, skipped: [], brokenFiles: [] }
  for (const module of modules) {
    const suites: readonly (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
    const broken = suites.filter((suite) => suite.errors().length > 0)
    counted.failed += broken.length
    counted.brokenFiles.push(...broken.map(() => module.relativeModuleId))
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (missing !== undefined) counted.skipped.push(test)
      else if (state === 'passed') counted.passed++
      else if (state === 'failed') counted.failed++
      else counted.skipped.push(test)
    }
  }
  return counted
}

function report({ passed, failed, skipped, brokenFiles }: Outcome): void {
  for (const file of brokenFiles) console.log(`FAILED outside its tests: ${file}`)
  for (const test of skipped) {
    console.log(`skipped: ${test.module.relativeModuleId} > ${test.fullName} (${reasonFor(test)})`)
  }
  if (isEmpty({ passed, failed, skipped })) console.log('no test ran')
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
}

/** Nothing was selected, or only by a name that no test has: vitest counts the others as skipped, without a reason. */
function isEmpty({ passed, failed, skipped }: Omit<Outcome, 'brokenFiles'>): boolean {
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
