import { runService } from '@tubepost/service'
import { service } from './service.ts'

await runService(service)
