import type { MailboxTest, TestStep } from '@tubepost/api'
import { useEffect, useRef, useState } from 'react'
import { followTest } from './follow-test.ts'

/** A test of a mailbox, as far as it has come. */
export interface Trial {
  readonly steps: readonly TestStep[]
  readonly isRunning: boolean
  readonly result: MailboxTest | undefined
  readonly error: Error | undefined
  /** The latest result where all went well; it stays while another test goes on. */
  readonly kept: MailboxTest | undefined
  /**
   * Begins a test, and ends one that is under way.
   * @param refused told why there is no result, instead of `error`
   * @returns the result; undefined where there is none
   */
  run(path: string, body?: unknown, refused?: (error: Error) => void): Promise<MailboxTest | undefined>
  /** Ends the test, at the server too. */
  cancel(): void
}

const NOTHING = { steps: [], isRunning: false, result: undefined, error: undefined, kept: undefined }

export function useTrial(): Trial {
  const [seen, see] = useState<Omit<Trial, 'run' | 'cancel'>>(NOTHING)
  const going = useRef<AbortController>(undefined)
  useEffect(
    () => () => {
      going.current?.abort()
      // A screen that is hidden, as where its session ended, comes back without it.
      see(({ kept, result, steps }) => ({ ...NOTHING, kept, result, steps: result === undefined ? [] : steps }))
    },
    [],
  )
  const run: Trial['run'] = async (path, body, refused) => {
    going.current?.abort()
    const own = new AbortController()
    going.current = own
    const { signal } = own
    see(({ kept }) => ({ ...NOTHING, isRunning: true, kept }))
    const told = (step: TestStep) => see((before) => ({ ...before, steps: withStep(before.steps, step) }))
    try {
      const result = await followTest(path, { body, signal, told })
      if (signal.aborted) return undefined
      see({ ...NOTHING, steps: result.steps, result, kept: result.ok ? result : undefined })
      return result
    } catch (error) {
      if (signal.aborted) return undefined
      see(({ steps }) => ({ ...NOTHING, steps, error: refused === undefined ? (error as Error) : undefined }))
      refused?.(error as Error)
      return undefined
    }
  }
  const cancel = () => {
    going.current?.abort()
    see(NOTHING)
  }
  return { ...seen, run, cancel }
}

/** A step that is told again has failed after all; it stands in its old place, and those after it are void. */
function withStep(steps: readonly TestStep[], step: TestStep): TestStep[] {
  const at = steps.findIndex((one) => one.step === step.step)
  return [...(at === -1 ? steps : steps.slice(0, at)), step]
}
