/** Never answers, as a mail would have it that keeps the parser busy. */
process.on('message', () => {
  for (;;);
})
