import { environmentPage } from './environment-page.ts'
import type { GeneratedFile } from './generated-file.ts'
import { messagesPage } from './messages-page.ts'
import { presetsPage } from './presets-page.ts'
import { setUpPage } from './set-up-page.ts'
import { tokensPage } from './tokens-page.ts'

/** The pages to look things up in, each from the code that does them. */
export const referencePages = async (root: string): Promise<GeneratedFile[]> => [
  { path: 'docs/set-up.md', content: setUpPage() },
  { path: 'docs/presets.md', content: presetsPage() },
  { path: 'docs/tokens.md', content: await tokensPage() },
  { path: 'docs/messages.md', content: await messagesPage() },
  { path: 'docs/environment.md', content: environmentPage(root) },
]
