import { createContext, type ReactNode, use } from 'react'
import type { Plural } from './in-each-language.ts'
import type { Part, PartWords } from './languages.ts'
import { usePartWords } from './use-part-words.ts'
import { type Key, sayIn, type Speech, useSpeech } from './words.tsx'

type SpeakingPart = Exclude<Part, 'alerts'>
type PartKey<Name extends SpeakingPart> = Key | Extract<keyof PartWords[Name], string>
export type WizardKey = PartKey<'wizard'>
export type HealthKey = PartKey<'health'>

const PartContext = createContext<Speech<string> | undefined>(undefined)

/** Has what is within speak with the words of a part besides those of all screens. */
export function PartSpeech(props: { part: SpeakingPart; fallback: ReactNode; children: ReactNode }): ReactNode {
  const { part, fallback, children } = props
  const speech = useSpeech()
  const { came, failed } = usePartWords(part)
  if (came === undefined) {
    if (failed !== undefined) throw failed
    return fallback
  }
  const words: Readonly<Record<string, string | Plural>> = came.words
  const own = sayIn(came.language, words)
  const isOwn = (key: string) => Object.hasOwn(words, key)
  const value: Speech<string> = {
    ...speech,
    say: (key, values) => (isOwn(key) ? own(key, values) : speech.say(key as Key, values)),
    wordFor: (kind, code) => {
      const key = `${kind}.${code}`
      return isOwn(key) ? own(key) : speech.wordFor(kind, code)
    },
  }
  return <PartContext value={value}>{children}</PartContext>
}

function usePartSpeech<Name extends SpeakingPart>(): Speech<PartKey<Name>> {
  const speech = use(PartContext)
  if (speech === undefined) throw new Error('this stands outside of its part')
  return speech
}

export const useWizardSpeech = (): Speech<WizardKey> => usePartSpeech<'wizard'>()
export const useHealthSpeech = (): Speech<HealthKey> => usePartSpeech<'health'>()
export const useCasesSpeech = (): Speech<PartKey<'cases'>> => usePartSpeech<'cases'>()
export const useDeadLettersSpeech = (): Speech<PartKey<'deadLetters'>> => usePartSpeech<'deadLetters'>()
export const useSignInSpeech = (): Speech<PartKey<'signIn'>> => usePartSpeech<'signIn'>()
export const useSetUpSpeech = (): Speech<PartKey<'setUp'>> => usePartSpeech<'setUp'>()
