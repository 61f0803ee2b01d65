import './styles.ts'

// Long enough for a console that starts, or a network that has just become another.
const RELOAD_MS = 5_000

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
// A browser gives up what it loads when its network changes, and on a screen in the hall there is nobody to press. So everything
// but this file may fail to come.
try {
  const { start } = await import('./start.tsx')
  await start(root)
} catch {
  root.textContent = 'Tubepost could not be loaded. It is tried again in a moment.'
  setTimeout(() => location.reload(), RELOAD_MS)
}
