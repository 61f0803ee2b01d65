import { expect, test } from 'vitest'
import { aboutEvent, aboutMails } from './log.ts'
import { loggedError } from './logged-error.ts'

test('an error is logged by its name, code, message and frames alone', () => {
  const row = 'Failing row contains (Out 1d call my cell).'
  const error = Object.assign(new Error('value too long'), {
    code: '22001',
    detail: row,
    parameters: ['ana@example.com'],
  })
  const logged = loggedError(error)
  expect(logged).toMatchObject({ type: 'Error', code: '22001', message: 'value too long' })
  expect(logged.stack).toContain('log.test.ts')
  expect(JSON.stringify(logged)).not.toMatch(/Out 1d|example\.com/)
})

test('an address in a server’s answer is left out, in whatever place', () => {
  const cause = Object.assign(new Error('550 5.1.1 <ana@example.com>: no such person'), { code: 'EENVELOPE' })
  const logged = loggedError(new Error('refused for "ben+x@example.com", to:ana@example.com', { cause }))
  expect(logged.message).toBe('refused for "[address]", to:[address]')
  expect(logged.cause).toMatchObject({ code: 'EENVELOPE', message: '550 5.1.1 <[address]>: no such person' })
  expect(JSON.stringify(logged)).not.toContain('example.com')
})

test('a thrown value that is no error is logged too', () => {
  expect(loggedError('mail from ana@example.com')).toEqual({
    type: 'string',
    message: 'mail from [address]',
    stack: '',
  })
  const endless = new Error('again')
  endless.cause = endless
  expect(JSON.stringify(loggedError(endless)).match(/again/g)).toHaveLength(5)
})

test('a log line about a mail names the mail and its trace', () => {
  const mailId = '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'
  const about = { mailId, traceId: '0f1f1f644c1c8b7e9c526a8f7f0f3b11' }
  expect(aboutEvent({ id: 'an event', correlationid: mailId })).toEqual({ eventId: 'an event', ...about })
  expect(aboutMails([mailId])).toEqual(about)
  const many = Array.from({ length: 12 }, (_, at) => `mail ${at}`)
  expect(aboutMails(many)).toEqual({ mails: 12, mailIds: many.slice(0, 10) })
})
