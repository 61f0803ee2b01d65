/** Puts a question before somebody goes elsewhere; `go` is what they wanted, and is called if they still do. */
type Question = (go: () => void) => void

const questions = new Set<Question>()
let isFree = false

/** @returns ends it */
export function askBefore(question: Question): () => void {
  questions.add(question)
  return () => void questions.delete(question)
}

/** Whether something is typed that is not saved. */
export const isHeldUp = (): boolean => questions.size > 0

/** Where several forms are open, one asks for all. */
export const isAsked = (question: Question): boolean => !isFree && [...questions][0] === question

/** Does what ends the page, after the question if there is one. */
export function leaveBy(go: () => void): void {
  const [question] = questions
  if (question === undefined) go()
  else question(go)
}

/** Goes elsewhere without a question. @param go resolves once it is there */
export function leaveFreely(go: () => unknown): void {
  isFree = true
  const arrive = () => {
    isFree = false
  }
  Promise.resolve(go()).then(arrive, arrive)
}
