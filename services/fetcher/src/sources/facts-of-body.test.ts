import { mailReceived } from '@tubepost/events'
import { expect, test } from 'vitest'
import { factsOfBody } from './facts-of-body.ts'

const header = (contentType: string) => ({ headers: Buffer.from(`Content-Type: ${contentType}\n\n`), isCut: false })
const REPORT = header('multipart/report; report-type=delivery-status; boundary=b')

test('a person’s text tells nothing', () => {
  expect(factsOfBody(header('text/plain'), Buffer.from('I am out.\n'))).toBeUndefined()
})

test('the most that a body can tell fits the event', () => {
  const actions = Array.from({ length: 100 }, (_, n) => `Action: ${'abcdefghij'[n % 10]}${'x'.repeat(n)}\n`).join('')
  const report = `--b\nContent-Type: message/delivery-status\n\n${actions}`
  const inner = Array.from(
    { length: 60 },
    () => `--i\nContent-Type: text/plain; charset=${'u'.repeat(300)}\n\nx\n`,
  ).join('')
  const many = Array.from({ length: 10 }, () => `--b\nContent-Type: multipart/mixed; boundary=i\n\n${inner}`).join('')
  const bodyFacts = factsOfBody(REPORT, Buffer.from(`${report}${many}`))
  expect(bodyFacts?.partTypes).toHaveLength(50)
  expect(bodyFacts?.actions).toHaveLength(10)
  expect(mailReceived.problems({ ...mailReceived.example, bodyFacts })).toEqual([])
})

test('the server’s own list of parts counts before what is seen', () => {
  const seen = Buffer.from('--b\nContent-Type: text/plain\n\nx\n')
  expect(factsOfBody(REPORT, seen, ['text/plain', 'text/calendar'])?.partTypes).toEqual(['text/plain', 'text/calendar'])
})
