/** Throws where no promise sees it, as a stream may. */
process.on('message', () => {
  setImmediate(() => {
    throw new Error('out of the blue')
  })
})
