import { CALLER_HEADERS, RefusedRequest, type Scope } from '@tubepost/service'
import { type ConsoleConfig, upstreams } from './console-config.ts'

const ANSWER_MS = 10_000
const RETRY_AFTER_SECONDS = 5

/** An answer of a service behind, asked for by the console itself. Throws a RefusedRequest where it does not answer with success. */
export async function askBehind<Answer>(
  config: ConsoleConfig,
  path: `/api/${string}/${string}`,
  scope: Scope,
): Promise<Answer> {
  const service = path.split('/')[2]
  const url = upstreams(config).find(({ name }) => name === service)?.url
  if (url === undefined) throw new Error(`there is no service for ${path}`)
  const response = await fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${config.GATEWAY_TOKEN}`, [CALLER_HEADERS.scopes]: scope },
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => undefined)
  if (response?.ok === true) return (await response.json()) as Answer
  throw new RefusedRequest(
    503,
    'unavailable',
    `This cannot be told while the ${service} service does not answer${response === undefined ? '' : ` but with ${response.status}`}. Try again in a moment.`,
    RETRY_AFTER_SECONDS,
  )
}
