import type { Situation } from '@tubepost/setup/testing'
import { decidePeopleMerge } from '../src/decide-people-merge.ts'
import { decideStatusesMerge } from '../src/decide-statuses-merge.ts'
import { personOf, refuseDeclared, statusOf } from '../src/directory-entry.ts'

const person = (id: string) => ({
  id,
  name: id,
  addresses: [`${id}@example.com`],
  timeZone: 'UTC',
  locale: 'en-US',
  role: 'user',
  declared: false,
})
const OUT = { ...statusOf({ name: 'Out', aliases: ['O'] }, []), declared: false }
const ANA = { name: 'Ana', addresses: ['ana@example.com'] }

const refused = (situation: string, work: () => unknown): Situation => ({
  situation,
  produce() {
    try {
      work()
      return ''
    } catch (error) {
      return (error as Error).message
    }
  },
})

/** Refusals of people and statuses over HTTP, besides what is wrong with the form of a body. */
export const directorySituations: readonly Situation[] = [
  refused('tubepost.yaml declares the person or status', () => refuseDeclared({ id: 'ana', declared: true })),
  refused('somebody else has the address', () => personOf(ANA, [person('ana')])),
  refused('an address cannot be one', () => personOf({ name: 'Ana', addresses: ['a..b@@c'] }, [])),
  refused('an address is given twice', () => personOf({ name: 'Ana', addresses: ['a@b.c', 'A@b.c'] }, [])),
  refused('a zone that there is not', () => personOf({ ...ANA, timeZone: 'Mars/Phobos' }, [])),
  refused('a language that there is not', () => personOf({ ...ANA, locale: 'not a tag' }, [])),
  refused('a name is blank', () => personOf({ ...ANA, name: ' ' }, [])),
  refused('another status has the name', () => statusOf({ name: 'Gone', aliases: ['o'] }, [OUT])),
  refused('a status has one name twice', () => statusOf({ name: 'Gone', aliases: ['gone'] }, [])),
]

const merged = (
  situation: string,
  ...entries: readonly { name: string; addresses: string[]; id?: string }[]
): Situation => ({
  situation,
  produce: () => {
    const rows = entries.map((entry, at) => ({ line: at + 2, entry }))
    const [problem] = decidePeopleMerge(rows, [person('ana'), person('ben')]).problems
    return `people.csv:${problem?.line}: ${problem?.text}`
  },
})

/** Problems of a CSV file with the people there are. */
export const mergeSituations: readonly Situation[] = [
  merged('a line has addresses of two people', { name: 'Ana', addresses: ['ana@example.com', 'ben@example.com'] }),
  merged('a line has a new id, and an address of somebody', { name: 'X', addresses: ['ben@example.com'], id: 'x' }),
  merged('a line has the name of somebody, and none of their addresses', {
    name: 'Ana',
    addresses: ['new@example.com'],
  }),
  {
    situation: 'a line of statuses has a name or alias of another status',
    produce: () =>
      `statuses.csv:2: ${decideStatusesMerge([{ line: 2, entry: { name: 'O' } }], [OUT]).problems[0]?.text}`,
  },
  {
    situation: 'a line of statuses has a name that makes the id of another',
    produce: () =>
      `statuses.csv:2: ${decideStatusesMerge([{ line: 2, entry: { name: 'Öut' } }], [OUT]).problems[0]?.text}`,
  },
  merged('two lines have one name', { name: 'Cleo', addresses: ['c@x.org'] }, { name: 'Cleo', addresses: ['d@x.org'] }),
]
