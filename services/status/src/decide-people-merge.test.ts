import { expect, test } from 'vitest'
import { decidePeopleMerge, type PeopleMerge } from './decide-people-merge.ts'

const person = (id: string, more: object = {}) => ({
  id,
  name: id,
  addresses: [`${id}@example.com`],
  timeZone: 'UTC',
  locale: 'en-US',
  role: 'user',
  declared: false,
  ...more,
})
const row = (line: number, name: string, addresses: string[], more: object = {}) => ({
  line,
  entry: { name, addresses, ...more },
})
const of = (outcome: string, { rows }: PeopleMerge) => rows.filter((each) => each.outcome === outcome)
const organisation = { timeZone: 'Europe/Berlin', locale: 'de-DE' }

test('a person whom nobody knows is added with the organisation’s clock', () => {
  const merge = decidePeopleMerge([row(2, 'Ana Example', ['a@x.org'])], [person('ben')], organisation)
  expect(of('added', merge).map((each) => each.record)).toEqual([
    {
      id: 'ana-example',
      name: 'Ana Example',
      addresses: ['a@x.org'],
      timeZone: 'Europe/Berlin',
      locale: 'de-DE',
      role: 'user',
    },
  ])
  expect(merge.absent.map(({ id }) => id)).toEqual(['ben'])
})

test('a row is about the person with its address, and leaves the rest as it is', () => {
  const ana = person('ana', { role: 'admin', addresses: ['ana@example.com', 'phone@example.net'] })
  const merge = decidePeopleMerge([row(2, 'Ana Neu', ['Ana@Example.com'])], [ana], organisation)
  expect(of('changed', merge)).toEqual([
    {
      ...{ line: 2, outcome: 'changed', before: ana },
      record: { ...ana, declared: undefined, name: 'Ana Neu', addresses: ['Ana@Example.com', 'phone@example.net'] },
      fields: ['name', 'addresses'],
    },
  ])
})

test('a row is about the person with its id, also with a new address', () => {
  const merge = decidePeopleMerge([row(2, 'ana', ['new@example.com'], { id: 'ana' })], [person('ana')])
  expect(of('changed', merge)[0]).toMatchObject({
    record: { addresses: ['new@example.com', 'ana@example.com'] },
    fields: ['addresses'],
  })
})

test('asked to be exact, a person has the addresses of the row alone', () => {
  const rows = [row(2, 'ana', ['n@x.org'], { id: 'ana' })]
  const merge = decidePeopleMerge(rows, [person('ana')], undefined, { exactly: true })
  expect(of('changed', merge)[0]?.record.addresses).toEqual(['n@x.org'])
})

test('a row that says the same changes nothing', () => {
  const merge = decidePeopleMerge([row(2, 'ana', ['ana@example.com'])], [person('ana')])
  expect(merge.rows.map(({ outcome }) => outcome)).toEqual(['unchanged'])
})

test('a person of the file is not changed, and not absent', () => {
  const known = [person('ana', { declared: true }), person('ben', { declared: true })]
  const merge = decidePeopleMerge([row(2, 'Ana Neu', ['ana@example.com'])], known)
  expect(merge.rows).toMatchObject([{ outcome: 'declared', fields: ['name'] }])
  expect(merge.absent).toEqual([])
})

test.each([
  [
    'addresses of two people',
    [row(2, 'x', ['ana@example.com', 'ben@example.com'])],
    /belong to ana \(ana\) and to ben/,
  ],
  ['the id of one and an address of another', [row(2, 'x', ['ben@example.com'], { id: 'ana' })], /and to ben \(ben\)/],
  ['a new id and an address of another', [row(2, 'x', ['ben@example.com'], { id: 'new' })], /belongs to ben \(ben\)/],
  [
    'the name of another',
    [row(2, 'Ana', ['other@example.com'])],
    /the id "ana", made of the name, is that of somebody/,
  ],
  ['the name of another row', [row(2, 'Cleo', ['1@x.org']), row(3, 'Cleo', ['2@x.org'])], /is that of line 2 already/],
])('a row with %s is a problem', (_, rows, said) => {
  const { problems } = decidePeopleMerge(rows, [person('ana'), person('ben')])
  expect(problems).toEqual([{ line: rows.at(-1)?.line, text: expect.stringMatching(said) }])
})

test('who may not give roles is refused the rows that change one, and no other', () => {
  const listed = [person('ana', { role: 'admin' }), person('ben')]
  const rows = [
    row(2, 'ana', ['ana@example.com'], { role: 'admin' }),
    row(3, 'ben', ['ben@example.com'], { role: 'manager' }),
    row(4, 'Cleo', ['cleo@example.com'], { role: 'user' }),
  ]
  const merge = decidePeopleMerge(rows, listed, organisation, { mayGiveRoles: false })
  expect(merge.rows.map(({ line, outcome }) => [line, outcome])).toEqual([
    [2, 'unchanged'],
    [4, 'added'],
  ])
  expect(merge.problems).toEqual([{ line: 3, text: 'role: needs the scope admin to be another than user' }])
  expect(decidePeopleMerge(rows, listed).problems).toEqual([])
})

test('a row that HTTP would refuse is a problem here as well', () => {
  const { problems, rows } = decidePeopleMerge(
    [row(2, 'Ana\nExample', ['a@x.org']), row(3, 'x'.repeat(201), ['b@x.org'])],
    [],
  )
  expect(rows).toEqual([])
  expect(problems).toEqual([
    { line: 2, text: 'name: has a control character' },
    { line: 3, text: expect.stringContaining('at most 200 characters') },
  ])
})
