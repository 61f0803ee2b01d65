import { runService } from '../src/run/run-services.ts'
import { tinyStatus } from './tiny-services.ts'

await runService(tinyStatus())
