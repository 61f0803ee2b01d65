/** Never answers, like a child whose mail takes it too long. */
process.on('message', () => {
  for (;;);
})
