import { Port } from '../setup-values.ts'
import { defineSource } from './source-setup.ts'

export const smtp = defineSource({
  holds: 'nothing',
  summary: 'Mail that other servers hand over to the fetcher over SMTP.',
  fields: { port: Port({ description: 'The port on which mail is taken.', examples: [2525] }) },
  secrets: [],
  givesSecretTo: [],
  complete: ({ port }) => ({ port }),
})
