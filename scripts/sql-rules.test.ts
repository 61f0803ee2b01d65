import { expect, test } from 'vitest'
import { sqlProblems } from './sql-rules.ts'

test('given a claim by a limited sub-select, then its line is named', () => {
  const claim =
    'update reply set state = 1\n where reply_id in (\n select reply_id from reply where (a or b) limit 1 for update)'
  expect(sqlProblems(claim).map(({ line }) => line)).toEqual([2])
})

test('given a limit outside the sub-select, then nothing is said', () => {
  expect(sqlProblems('select * from a where id in (select id from b where (c)) order by id limit 1')).toEqual([])
})

test('given a materialized CTE, then nothing is said', () => {
  const claim =
    'with due as materialized (select id from a limit 1 for update) update a set b = 1 from due where a.id = due.id'
  expect(sqlProblems(claim)).toEqual([])
})
