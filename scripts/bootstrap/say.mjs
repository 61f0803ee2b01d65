/** An error with advice. */
export class Problem extends Error {
  constructor(what, whatToDo, cause) {
    super(what, { cause })
    this.whatToDo = whatToDo
  }
}

/** Progress goes to stderr: what a command prints stays its own. */
export function say(line) {
  process.stderr.write(`tubepost: ${line}\n`)
}

/** One line when a step begins that takes time, one when it is done. */
export async function step(what, work) {
  say(`${what} ...`)
  const begun = performance.now()
  const result = await work()
  say(`${what}: done in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  return result
}

export function complain(error) {
  say(`ERROR: ${error.message}`)
  if (error.cause !== undefined) say(`because: ${error.cause.message ?? error.cause}`)
  if (error instanceof Problem) say(`What to do: ${error.whatToDo}`)
  else say(error.stack)
}
