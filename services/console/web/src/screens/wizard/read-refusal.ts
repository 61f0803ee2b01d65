import { Refused } from '../../api/call.ts'

/** Problems by the field that they are about, in the API's spelling: `source.host`. Without one: the empty name. */
export type Problems = Readonly<Record<string, string>>

const FIELD_OF_CODE: Readonly<Record<string, string>> = { id_taken: 'id', address_taken: 'address' }
const PLACE = /(?:^|; )((?:id|address|preset|enabled|routes|source|policy)(?:\.[A-Za-z0-9]+)*): /g

/** The problems in a refusal of a mailbox, each at its field. Pure. */
export function readRefusal(error: Error): Problems {
  const { message } = error
  if (!(error instanceof Refused)) return { '': message }
  const named = FIELD_OF_CODE[error.code]
  if (named !== undefined) return { [named]: message }
  const places = [...message.matchAll(PLACE)]
  if (places.length === 0) return { '': message }
  const found = places.map(({ index, 0: whole, 1: path = '' }, at) => {
    const text = message.slice(index + whole.length, places[at + 1]?.index ?? message.length)
    return [fieldOf(path, text), text] as const
  })
  return Object.fromEntries(found)
}

/** A field that is missing is named by the sentence; a part of a field counts for the whole field. */
function fieldOf(path: string, text: string): string {
  const missing = /^"?(\w+)"? is missing/.exec(text)?.[1]
  const [top = '', field] = missing === undefined ? path.split('.') : [...path.split('.'), missing]
  return field === undefined || (top !== 'source' && top !== 'policy') ? top : `${top}.${field}`
}
