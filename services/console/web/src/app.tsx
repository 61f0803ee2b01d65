import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { queryClient } from './api/query-client.ts'
import { WALL_PATH } from './api/open-paths.ts'
import { ForCaller } from './frame/for-caller.tsx'
import { Wall } from './frame/wall.ts'
import { Waiting } from './parts/answered.tsx'
import { Boundary } from './parts/boundary.tsx'
import { pageNonce } from './parts/page-nonce.ts'
import { cssVariables, theme } from './theme.ts'
import type { Words } from './words/en.ts'
import { keepLanguage, type Language } from './words/languages.ts'
import { loadWords } from './words/load-words.ts'
import { SpeechProvider } from './words/words.tsx'

/** A screen in the hall has no menu to choose them in, so its address may: `/wall?colours=dark`. */
function coloursOfWall(): { forceColorScheme?: 'light' | 'dark' } {
  const colours = new URLSearchParams(location.search).get('colours')
  return colours === 'light' || colours === 'dark' ? { forceColorScheme: colours } : {}
}

export function App(first: { language: Language; words: Words }): ReactNode {
  const [{ language, words }, setSpeech] = useState(first)
  const [path] = useLocation()
  const latest = useRef(language)
  const setLanguage = async (next: Language) => {
    latest.current = next
    const its = await loadWords(next)
    // Another one may have been chosen meanwhile.
    if (latest.current !== next) return
    keepLanguage(next)
    setSpeech({ language: next, words: its })
  }
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(path === WALL_PATH && coloursOfWall())}
      getStyleNonce={pageNonce}
    >
      <SpeechProvider language={language} words={words} setLanguage={setLanguage}>
        <QueryClientProvider client={queryClient}>
          <Boundary at={path} alone={path === WALL_PATH}>
            <Suspense fallback={<Waiting />}>{path === WALL_PATH ? <Wall /> : <ForCaller />}</Suspense>
          </Boundary>
        </QueryClientProvider>
      </SpeechProvider>
    </MantineProvider>
  )
}
