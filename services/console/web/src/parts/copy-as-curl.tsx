import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'
import { CopyButton } from './copy-button.tsx'
import { curlOf } from './curl-of.ts'

/** Copies the call behind a screen as a line for a shell; the token stays a variable of that shell. */
export function CopyAsCurl(props: { path: string; body?: unknown; method?: 'POST' | 'PUT' }): ReactNode {
  const { path, body, method } = props
  const { say } = useSpeech()
  return <CopyButton label={say('curl.copy')} text={() => curlOf(new URL(path, location.origin).href, body, method)} />
}
