import { expect, test } from 'vitest'
import { writePieces } from './list-merge.ts'

test('a long list is written piece by piece, and each is told when it stands', async () => {
  const told: string[] = []
  const records = Array.from({ length: 1_200 }, (_, n) => n)
  const onWritten = (written: number, total: number) => told.push(`${written} of ${total}`)
  await writePieces(records, { onWritten }, async (piece) => void told.push(`from ${piece[0]}`))
  expect(told).toEqual(['from 0', '500 of 1200', 'from 500', '1000 of 1200', 'from 1000', '1200 of 1200'])
})
