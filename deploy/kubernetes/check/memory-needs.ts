const MEBIBYTE = 1024 ** 2

/**
 * The most memory that each service was seen to take, in MiB: under the load of `npm run bench`, and the parser in dry runs
 * of the largest mails (`docker stats`). The status service with a list of 20,000 people, the console with the child that checks a
 * pasted set-up, the case service with the child that makes HTML safe (both as processes of this machine). A limit below it has the service killed in the midst of its work.
 */
export const MEASURED_MIB: Readonly<Record<string, number>> = {
  fetcher: 185,
  parser: 472,
  status: 230,
  case: 420,
  notifier: 185,
  console: 380,
}
/** A measurement is of one machine and one load. */
const ROOM = 1.25

/** Containers whose limits leave no room over what was measured; a limit is as Kubernetes or compose writes it. */
export function memoryProblems(limits: ReadonlyMap<string, string | undefined>): string[] {
  return Object.entries(MEASURED_MIB).flatMap(([service, measured]) => {
    const needed = Math.ceil(measured * ROOM)
    const limit = bytesOf(limits.get(service) ?? '') / MEBIBYTE
    return limit >= needed
      ? []
      : `${service}: its limit of memory is ${limits.get(service) ?? 'missing'}, and ${needed} MiB are needed: ${measured} were measured`
  })
}

const UNITS: Readonly<Record<string, number>> = {
  Ki: 1024,
  Mi: MEBIBYTE,
  Gi: 1024 ** 3,
  // Powers of ten to Kubernetes, of two to compose, which is asked for with this one alone.
  M: MEBIBYTE,
}

function bytesOf(quantity: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(quantity) ?? []
  return Number(number ?? 0) * (UNITS[unit ?? ''] ?? 0)
}
