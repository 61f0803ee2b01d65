import { exampleOf, HeldReply, Person } from '@tubepost/api'
import { expect, test } from 'vitest'
import { heldAddresses } from './held-addresses.ts'

const person = (id: string, ...addresses: string[]) => ({ ...exampleOf(Person), id, addresses })
const reply = (to: string) => ({ ...exampleOf(HeldReply), to })

test('a held reply is known by any address of its person, however it is written', () => {
  const people = [person('ana', 'ana@example.com', 'A.Example@example.com'), person('ben', 'ben@example.com')]
  expect([...heldAddresses([reply('a.example@EXAMPLE.com')], people)]).toEqual([['ana', 'a.example@EXAMPLE.com']])
})

test('given several held replies to one person, the person stands there once', () => {
  const held = [reply('ana@example.com'), reply('ana@example.com'), reply('who@example.org')]
  expect([...heldAddresses(held, [person('ana', 'ana@example.com')])]).toEqual([['ana', 'ana@example.com']])
})
