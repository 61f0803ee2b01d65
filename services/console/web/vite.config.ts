import { defineConfig } from 'vite'

export default defineConfig({
  // Replaced in each answer of the page, in index.html alone: `services/console/src/pages.ts`.
  html: { cspNonce: 'NONCE_OF_THIS_ANSWER' },
  // As tsconfig.json says it, which the image does not hold.
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2022',
    manifest: true,
    // A `data:` URL would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
