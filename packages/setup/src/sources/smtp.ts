import { Port } from '../setup-values.ts'
import { defineSource } from './source-setup.ts'

export const smtp = defineSource({
  holds: 'nothing',
  fields: { port: Port },
  secrets: [],
  givesSecretTo: [],
  complete: ({ port }) => ({ port }),
})
