/**
 * The data of the Server-Sent Events in a piece of a stream, and what may be the beginning of another. Pure; of the format it
 * reads what our services write: lines that end with LF, one line of data an event.
 */
export function takeEvents(text: string): { data: string[]; rest: string } {
  const events = text.split('\n\n')
  const rest = events.pop() ?? ''
  const data = events.flatMap((event) =>
    event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice('data: '.length)] : [])),
  )
  return { data, rest }
}
