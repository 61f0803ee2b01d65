import type { MailboxTest, TestEvent, TestStep } from '@tubepost/api'
import { respond, Unreachable } from './call.ts'
import { takeEvents } from './take-events.ts'

/**
 * A test of a mailbox, with each step told as it is done.
 * @param body of a mailbox that is not saved
 * @throws as `call` does; whatever `signal` is aborted with
 */
export async function followTest(
  path: string,
  { body, signal, told }: { body?: unknown; signal: AbortSignal; told: (step: TestStep) => void },
): Promise<MailboxTest> {
  const { body: stream } = await respond(path, { method: 'POST', body, accept: 'text/event-stream', signal })
  const reader = stream?.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  for (;;) {
    const piece = await reader?.read().catch((error: unknown) => {
      throw signal.aborted ? error : new Unreachable(error)
    })
    // The answer ended before its last event.
    if (piece === undefined || piece.done) throw new Unreachable('the test broke off')
    const { data, rest } = takeEvents(unread + piece.value)
    unread = rest
    for (const event of data.map((text) => JSON.parse(text) as TestEvent)) {
      if ('test' in event) return event.test
      told(event.step)
    }
  }
}
