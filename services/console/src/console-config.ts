import { type ServiceName, SERVICES } from '@tubepost/events'
import { BaseConfig, RetentionConfig, Secret } from '@tubepost/service'
import { type Static, type TString, Type } from 'typebox'

type Upstream = Exclude<ServiceName, 'console'>
type UrlVariable<Name extends Upstream> = `${Uppercase<Name>}_URL`

const UPSTREAMS = SERVICES.filter((name) => name !== 'console')
const urlVariable = (name: Upstream) => `${name.toUpperCase()}_URL` as UrlVariable<Upstream>
const HTTP_PORT_OF_THE_IMAGE = 9090

const urls = Object.fromEntries(
  UPSTREAMS.map((name) => [
    urlVariable(name),
    Type.String({
      description: `address of the HTTP of the ${name} service`,
      default: `http://${name}:${HTTP_PORT_OF_THE_IMAGE}`,
      minLength: 1,
    }),
  ]),
) as { [Variable in UrlVariable<Upstream>]: TString }

export const ConsoleConfig = Type.Object({
  ADMIN_TOKEN: Secret({ description: 'bearer token of the administrator, for the whole API' }),
  GATEWAY_TOKEN: BaseConfig.properties.GATEWAY_TOKEN,
  ...urls,
  ...RetentionConfig.properties,
})
export type ConsoleConfig = Static<typeof ConsoleConfig>

/** The services behind the gateway, by the first word of their paths below `/api/`. */
export function upstreams(config: ConsoleConfig): { name: string; url: string }[] {
  return UPSTREAMS.map((name) => ({ name, url: config[urlVariable(name)] }))
}
