import type { SettingsOf } from '@tubepost/setup'
import type { IntakeSource } from '../source.ts'
import { listenSmtp } from './listen-smtp.ts'
import { testIntake } from './test-intake.ts'

export const smtp: IntakeSource<SettingsOf<'smtp'>> = {
  holds: 'nothing',
  label: 'SMTP',
  endpointOf: ({ port }) => `port ${port}`,
  listen: ({ port }, { config, ...options }) =>
    listenSmtp({
      ...options,
      port,
      host: config.SMTP_HOST,
      isBehindProxy: config.SMTP_BEHIND_PROXY,
      spoolDir: config.SMTP_SPOOL_DIR,
    }),
  test: ({ port }, enabled, config, ours) => testIntake(port, enabled, config, ours),
}
