import { accountsConfig } from '@tubepost/installer'
import type { GeneratedFile } from './generated-file.ts'

/** Users and permissions of the broker, from the declarations of all services. */
export const brokerAccounts = (): GeneratedFile[] => [{ path: 'deploy/nats/accounts.conf', content: accountsConfig() }]
