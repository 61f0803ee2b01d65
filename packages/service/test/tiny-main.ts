import { runService } from '../src/run/run-service.ts'
import { tinyStatus } from './tiny-services.ts'

await runService(tinyStatus())
