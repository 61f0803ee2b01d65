import { isIP } from 'node:net'
import type { Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import type { ConsoleEntry } from '../schema/setup-schema.ts'

/** @param url the address of the API, where one is given */
export function consoleProblems({ hosts, trustedProxies = [] }: ConsoleEntry, url: string | undefined): Problem[] {
  const problems = trustedProxies.flatMap((text, i): Problem[] =>
    isNetwork(text) ? [] : [{ path: ['trustedProxies', i], text: problemTexts.notANetwork(text) }],
  )
  const own = url === undefined ? undefined : URL.parse(url)?.hostname
  if (hosts !== undefined && own !== undefined && !hosts.some((host) => host.toLowerCase() === own))
    problems.push({ path: ['hosts'], text: problemTexts.withoutOwnHost(own) })
  return problems
}

const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 }

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const most = BITS[isIP(address)]
  if (most === undefined || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most)
}
