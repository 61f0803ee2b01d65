import { readArguments } from './arguments.ts'
import { runMutations } from './mutate.ts'
import { runAndReport } from './run-and-report.ts'

const { mutate, ...run } = readArguments(process.argv.slice(2))
const isGreen = mutate ? await runMutations(run.seed) : await runAndReport(run)
process.exit(isGreen ? 0 : 1)
