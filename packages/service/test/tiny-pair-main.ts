import { runnable } from '../src/run/runnable.ts'
import { runServices } from '../src/run/run-services.ts'
import { tinyParser, tinyStatus } from './tiny-services.ts'

await runServices([runnable(tinyParser()), runnable(tinyStatus())])
