import { type ServiceName, SERVICES } from '@tubepost/events'
import { ConfigError } from '@tubepost/service'

/** The services that TUBEPOST_SERVICES names; all of them where it names none. Throws a ConfigError. */
export function servicesIn({
  TUBEPOST_SERVICES,
}: Readonly<Record<string, string | undefined>>): readonly ServiceName[] {
  const names = (TUBEPOST_SERVICES ?? '').split(/[\s,]+/).filter((name) => name !== '')
  if (names.length === 0 || names.includes('all')) return SERVICES
  const unknown = names.filter((name) => !SERVICES.some((service) => service === name))
  if (unknown.length > 0)
    throw new ConfigError([
      `TUBEPOST_SERVICES: there is no service ${unknown.join(', ')}; name some of ${SERVICES.join(', ')}, or all`,
    ])
  return SERVICES.filter((service) => names.includes(service))
}
