import { BaseConfig, RetentionConfig } from '@tubepost/service'
import { type Static, Type } from 'typebox'

const url = (service: string) => Type.String({ description: `where the ${service} service answers HTTP`, minLength: 1 })

export const ConsoleConfig = Type.Object({
  ADMIN_TOKEN: BaseConfig.properties.ADMIN_TOKEN,
  FETCHER_URL: url('fetcher'),
  PARSER_URL: url('parser'),
  STATUS_URL: url('status'),
  NOTIFIER_URL: url('notifier'),
  ...RetentionConfig.properties,
})
export type ConsoleConfig = Static<typeof ConsoleConfig>

/** The services behind the gateway, by the first word of their paths below `/api/`. */
export function upstreams(config: ConsoleConfig): { name: string; url: string }[] {
  return [
    { name: 'fetcher', url: config.FETCHER_URL },
    { name: 'parser', url: config.PARSER_URL },
    { name: 'status', url: config.STATUS_URL },
    { name: 'notifier', url: config.NOTIFIER_URL },
  ]
}
