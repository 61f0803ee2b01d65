#!/usr/bin/env node
/** `npx tubepost …` in a checkout: the program of the command line, on whatever Node there is. */
process.argv.splice(2, 0, 'tubepost')
await import('./bootstrap.mjs')
