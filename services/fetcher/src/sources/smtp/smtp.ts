import type { SettingsOf } from '@tubepost/setup'
import type { IntakeSource } from '../source.ts'
import { listenSmtp } from './listen-smtp.ts'
import { testIntake } from './test-intake.ts'

export const smtp: IntakeSource<SettingsOf<'smtp'>> = {
  holds: 'nothing',
  label: 'SMTP',
  placeOf: ({ port }) => `port ${port}`,
  listen: ({ port }, { config, ...options }) =>
    listenSmtp({ ...options, port, host: config.SMTP_HOST, spoolDir: config.SMTP_SPOOL_DIR }),
  test: ({ port }, enabled, config) => testIntake(port, enabled, config),
}
