/** Asks for memory until V8 gives up. */
process.on('message', () => {
  const kept: number[][] = []
  for (;;) kept.push(Array.from({ length: 1_000_000 }, () => 0.5))
})
