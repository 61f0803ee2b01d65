import { expect, test } from 'vitest'
import { resumeAt, writePosition } from './board-position.ts'

const here = { generation: '7512340987654321.00000001', sequence: 4_821n }

test('a place reads back as it was written', () => {
  expect(resumeAt(writePosition(here), here)).toBe(4_821n)
  expect(resumeAt(writePosition({ ...here, sequence: 17n }), here)).toBe(17n)
})

test('a place of another life, from the future or of no kind is none', () => {
  expect(resumeAt(writePosition({ ...here, generation: '7512340987654321.00000002' }), here)).toBeNull()
  expect(resumeAt(writePosition({ ...here, sequence: 4_822n }), here)).toBeNull()
  for (const nonsense of ['', '17', '-17', `${here.generation}-`, `${here.generation}--1`, `${here.generation}-1e3`]) {
    expect(resumeAt(nonsense, here)).toBeNull()
  }
})
