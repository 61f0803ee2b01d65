import type { ServiceName } from '@tubepost/events'

/** A sentence for each two services of one process that are to listen at the same port. Port 0 takes a free one. */
export function portProblems(
  services: readonly { readonly name: ServiceName; readonly port: number }[],
): readonly string[] {
  return services.flatMap(({ name, port }, at) => {
    const other = services.slice(0, at).find((earlier) => earlier.port === port)
    if (port === 0 || other === undefined) return []
    const [first, second] = [other.name, name].map((service) => `${service.toUpperCase()}_HTTP_PORT`)
    return [`HTTP_PORT: ${other.name} and ${name} are both to listen at ${port}; set ${first} or ${second}`]
  })
}
