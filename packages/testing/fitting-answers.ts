/**
 * For vitest's `setupFiles`: whatever answer of the API a test fetches must be as the description of the API says, field by
 * field, and a test that has seen another fails. In production answers are written as they are.
 */
import { afterEach } from 'vitest'
import { answerProblem } from './src/answer-problem.ts'

interface Watched {
  (...asked: Parameters<typeof fetch>): Promise<Response>
  problems?: string[]
}

// A worker runs one file after the other, with one `fetch`.
const problems = (globalThis.fetch as Watched).problems ?? watch(globalThis.fetch)

afterEach(() => {
  const found = problems.splice(0)
  if (found.length > 0) throw new Error(`not as services/console/openapi.json says:\n${found.join('\n')}`)
})

function watch(plain: typeof fetch): string[] {
  const found: string[] = []
  const watched: Watched = async (input, init) => {
    const answer = await plain(input, init)
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
    if (!pathname.startsWith('/api/') || !isJson) return answer
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
    // A test may break its call off while the answer comes in.
    const text = await answer
      .clone()
      .text()
      .catch(() => '')
    const problem =
      text === '' ? undefined : answerProblem({ method, pathname, status: answer.status }, JSON.parse(text))
    if (problem !== undefined) found.push(problem)
    return answer
  }
  watched.problems = found
  globalThis.fetch = watched
  return found
}
