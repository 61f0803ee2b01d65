import { type ReactNode, useState } from 'react'
import { type Problems, readRefusal } from './read-refusal.ts'
import { type StepName, stepOfField } from './steps.ts'

/** Problems of a form: at its fields, by their paths, or with the whole of it. */
export interface FormProblems {
  readonly at: Readonly<Record<string, ReactNode>>
  readonly failure: Error | undefined
  /** Takes these problems in place of all others. */
  set(problems: Readonly<Record<string, ReactNode>>): void
  /** Takes those that the service told, in its own words. */
  setTold(problems: Problems): void
  /** A field was changed: what was wrong with it is not known any more. */
  forget(path: string): void
  /** Takes those of a refusal. @returns the step on which the first of them stands; undefined for one of no field */
  refuse(error: Error): StepName | undefined
}

export function useProblems(): FormProblems {
  const [at, setAt] = useState<Readonly<Record<string, ReactNode>>>({})
  const [failure, setFailure] = useState<Error>()
  const set = (problems: Readonly<Record<string, ReactNode>>) => {
    setAt(problems)
    setFailure(undefined)
  }
  const setTold = (problems: Problems) => set(inEnglish(problems))
  return {
    at,
    failure,
    set,
    setTold,
    forget(path) {
      setAt(({ [path]: _, ...others }) => others)
      setFailure(undefined)
    },
    refuse(error) {
      const found = readRefusal(error)
      const step = Object.keys(found)
        .map(stepOfField)
        .find((each) => each !== undefined)
      setTold(found)
      if (step === undefined) setFailure(error)
      return step
    },
  }
}

const inEnglish = (problems: Problems): Record<string, ReactNode> =>
  Object.fromEntries(
    Object.entries(problems).map(([path, text]) => [
      path,
      <span key={path} lang="en">
        {text}
      </span>,
    ]),
  )
