import { createElement as made } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Party, Sentence, TheirList, Theirs } from './theirs.tsx'

const TURN = '\u202e'

test('a name and an address are isolated from each other and from the rest', () => {
  const party = made(Party, { name: `Carla${TURN}`, address: 'carla@customer.example' })
  expect(renderToStaticMarkup(party)).toBe(`<bdi>Carla${TURN}</bdi> &lt;<bdi>carla@customer.example</bdi>&gt;`)
})

test.each([null, 'carla@customer.example'])('given the name %j, then the address stands alone', (name) => {
  const party = made(Party, { name, address: 'carla@customer.example' })
  expect(renderToStaticMarkup(party)).toBe('<bdi>carla@customer.example</bdi>')
})

test('an isolate in the text neither ends that of the element nor outlives it', () => {
  expect(renderToStaticMarkup(made(Theirs, { text: `a\u2069${TURN}b\u2067` }))).toBe(`<bdi>a${TURN}b</bdi>`)
})

test('values of a sentence stand in its places, each isolated', () => {
  const values = { addresses: made(TheirList, { texts: [`a${TURN}@x.example`, '{b}@x.example'] }) }
  const sentence = made(Sentence, { text: 'to {addresses}.', values })
  expect(renderToStaticMarkup(sentence)).toBe(`to <bdi>a${TURN}@x.example</bdi>, <bdi>{b}@x.example</bdi>.`)
})
