import { useEffect, useState } from 'react'
import { type Language, type Part, partOf, type PartWords } from './languages.ts'
import { showPart } from './load-words.ts'
import { useSpeech } from './words.tsx'

interface Came<Name extends Part> {
  readonly words: PartWords[Name]
  /** Theirs, which is that of a moment ago where another was chosen. */
  readonly language: Language
}

/**
 * The words of a part in the reader's language, undefined until they have come. Those of the language before stay until then.
 * @param failed why there are none
 */
export function usePartWords<Name extends Part>(
  part: Name,
): { came: Came<Name> | undefined; failed: Error | undefined } {
  const { language } = useSpeech()
  const [came, setCame] = useState<Came<Name>>()
  const [failed, setFailed] = useState<Error>()
  useEffect(() => showPart(part), [part])
  useEffect(() => {
    let isLatest = true
    partOf(language, part)().then(
      (words) => isLatest && setCame({ words, language }),
      (error: Error) => isLatest && setFailed(error),
    )
    return () => {
      isLatest = false
    }
  }, [language, part])
  return { came, failed }
}
