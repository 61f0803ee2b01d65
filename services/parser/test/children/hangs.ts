/** Never answers, like a child whose mail keeps the parser busy. */
process.on('message', () => {
  for (;;);
})
