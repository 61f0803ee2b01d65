import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { loadFirst } from './frame/load-first.ts'
import { firstLanguage, LANGUAGES } from './words/languages.ts'

/** Draws the page once the words and the code of its first screen are there. */
export async function start(root: HTMLElement): Promise<void> {
  const screen = loadFirst(location.pathname)
  const language = firstLanguage()
  const words = await LANGUAGES[language].load()
  await screen
  createRoot(root).render(
    <StrictMode>
      <App language={language} words={words} />
    </StrictMode>,
  )
}
