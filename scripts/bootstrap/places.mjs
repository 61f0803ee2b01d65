import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
/** Git-ignored. Each tool has a folder with its version in the name. */
export const tools = join(root, '.tools')
/** Links to the tools in use; first on PATH. */
export const toolsBin = join(tools, 'bin')
