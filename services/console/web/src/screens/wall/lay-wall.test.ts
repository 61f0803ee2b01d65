import { type BoardEntry, exampleOf, BoardEntry as Entry } from '@tubepost/api'
import { expect, test } from 'vitest'
import type { BoardGroup } from '../../parts/arrange-board.ts'
import { layWall } from './lay-wall.ts'

const TV = { width: 1880, height: 920 }
const PHONE = { width: 310, height: 440 }

const people = (count: number): BoardEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    ...exampleOf(Entry),
    person: { id: `p${index}`, name: `P ${index}` },
  }))
const all = (count: number): BoardGroup[] => [{ name: undefined, people: people(count) }]

test('four people fill a screen of 1080 lines in large letters', () => {
  const { fontPx, pages } = layWall(all(4), TV, false)
  expect(fontPx).toBeGreaterThan(50)
  expect(pages.map((page) => page.length)).toEqual([4])
})

test('fifty people still fit, in smaller letters', () => {
  const { fontPx, columns, rows, pages } = layWall(all(50), TV, false)
  expect(pages).toHaveLength(1)
  expect(columns * rows).toBeGreaterThanOrEqual(50)
  expect(fontPx).toBeLessThan(layWall(all(4), TV, false).fontPx)
})

test.each([
  ['a television', TV],
  ['a phone', PHONE],
])('nobody of four hundred is left out, and no letter is too small, on %s', (_screen, area) => {
  const { fontPx, columns, rows, pages } = layWall(all(400), area, true)
  expect(pages.length).toBeGreaterThan(1)
  expect(fontPx).toBeGreaterThanOrEqual(15)
  expect(pages.flat()).toHaveLength(400)
  for (const page of pages) expect(page.length).toBeLessThanOrEqual(columns * rows)
})

test('the head of a group never stands alone at the foot of a column', () => {
  for (let first = 1; first < 40; first++) {
    const groups = [
      { name: 'In', people: people(first) },
      { name: 'Out', people: people(3) },
    ]
    const { rows, pages } = layWall(groups, PHONE, false)
    for (const page of pages)
      page.forEach((cell, at) => expect(cell.is === 'head' && at % rows === rows - 1).toBe(false))
    expect(pages.flat().filter((cell) => cell.is !== 'gap')).toHaveLength(first + 5)
  }
})

test('an area of no size is one page at least', () => {
  expect(layWall([], { width: 0, height: 0 }, false).pages).toEqual([[]])
})
