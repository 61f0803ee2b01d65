import type { ChildProcess } from 'node:child_process'
import type { CheckedText } from '@tubepost/api'
import { startConfined } from '@tubepost/confined'
import { RefusedRequest } from '@tubepost/service'
import { checkLimits } from './check-limits.ts'

const RETRY_AFTER_SECONDS = 5
/** Packages that the reader of set-ups is made of, beside the libraries. */
const PACKAGES = ['api', 'bus', 'db', 'events', 'mail', 'service', 'setup']

/**
 * Checks the text of a set-up in a confined child that ends with it: however the text is made, it costs the console no memory, and no
 * more time than `checkLimits` say. Throws a RefusedRequest for a text that broke a limit.
 */
export function createPastedCheck(
  program: URL = new URL('./check-child.ts', import.meta.url),
  ms: number = checkLimits.ms,
) {
  let running = 0
  return async (text: string): Promise<CheckedText> => {
    if (running >= checkLimits.atOnce)
      throw new RefusedRequest(503, 'busy', 'Other set-ups are being checked. Try again.', RETRY_AFTER_SECONDS)
    running++
    try {
      return await checkIn(start(program), text, ms)
    } finally {
      running--
    }
  }
}

const start = (program: URL): ChildProcess =>
  startConfined(program, {
    from: import.meta.url,
    packages: PACKAGES,
    heapMegabytes: checkLimits.heapMegabytes,
    flags: ['--max-semi-space-size=4'],
  })

function checkIn(child: ChildProcess, text: string, ms: number): Promise<CheckedText> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void child.kill('SIGKILL'), ms)
    child.once('message', (answer) => resolve(answer as CheckedText))
    child.once('error', reject)
    child.once('exit', () => {
      clearTimeout(timer)
      // After an answer this is heard by nobody.
      reject(
        new RefusedRequest(
          400,
          'too_hard',
          'This text takes too long, or too much memory, to be checked. It is nested too deep, repeats itself, or is wrong on too many lines: check a part of it.',
        ),
      )
    })
    child.send(text, (error) => error !== null && child.kill('SIGKILL'))
  })
}
