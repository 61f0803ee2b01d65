import { expect, test } from 'vitest'
import { csvTexts } from '../src/lists/csv-texts.ts'
import { problemTexts } from '../src/problems/problem-texts.ts'
import { csvSituations, setupSituations } from './situations.ts'

test('every text about a set-up or a CSV file has its situation in docs/messages.md', () => {
  expect(setupSituations.map(({ of }) => of).toSorted()).toEqual(Object.keys(problemTexts).toSorted())
  expect(csvSituations.map(({ of }) => of).toSorted()).toEqual(Object.keys(csvTexts).toSorted())
})
