import { expect, test } from 'vitest'
import { BucketError, isBucketOutage } from './bucket-error.ts'

const answered = (httpStatusCode: number, name = 'Error') =>
  Object.assign(new Error('said so'), { name, $metadata: { httpStatusCode } })
const problem = (error: unknown) => new BucketError(error, 'mails', 'https://store.example.com')

test.each([
  ['503', answered(503, 'SlowDown')],
  ['500', answered(500)],
  ['nothing', new Error('connect ECONNREFUSED')],
])('given a store that answers %s, then it is an outage', (_, error) => {
  expect(isBucketOutage(problem(error))).toBe(true)
})

test.each([
  ['that the credentials are wrong', answered(403, 'SignatureDoesNotMatch')],
  ['that there is no such bucket', answered(404, 'NoSuchBucket')],
  ['that there is no such object', answered(404, 'NoSuchKey')],
])('given a store that answers %s, then it is none', (_, error) => {
  expect(isBucketOutage(problem(error))).toBe(false)
})

test('given no credentials to ask with, then it is no outage of the store', () => {
  const error = Object.assign(new Error('none'), { name: 'CredentialsProviderError' })
  expect(isBucketOutage(problem(error))).toBe(false)
  expect(isBucketOutage(error)).toBe(false)
})
