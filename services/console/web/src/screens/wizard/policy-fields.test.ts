import { exampleOf, MailboxPolicy, type Preset } from '@tubepost/api'
import { expect, test } from 'vitest'
import { presetValue, takesAway, wholePolicy, withValue } from './policy-fields.ts'

const policy = { ...exampleOf(MailboxPolicy), afterSuccess: 'markRead', afterFailure: 'markRead' } as const
const follows: Preset = { name: 'officestatus', policy, failureFollows: true }
const apart: Preset = { name: 'agileapps', policy: { ...policy, afterSuccess: 'delete' }, failureFollows: false }

test('a value that is the preset’s own is no field of its own', () => {
  expect(withValue({}, follows, 'ack', 'always')).toEqual({ ack: 'always' })
  expect(withValue({ ack: 'always', backlog: 'live' }, follows, 'ack', 'errorsOnly')).toEqual({ backlog: 'live' })
  expect(withValue({}, follows, 'trustedAuthservId', { microsoft365: true })).toEqual({
    trustedAuthservId: { microsoft365: true },
  })
})

test('failures that follow success do so until they are set themselves', () => {
  expect(presetValue('afterFailure', follows, { afterSuccess: 'delete' })).toBe('delete')
  expect(wholePolicy({ afterSuccess: 'delete' }, follows)).toMatchObject({ afterFailure: 'delete' })
  expect(wholePolicy({ afterSuccess: 'delete', afterFailure: 'keep' }, follows).afterFailure).toBe('keep')
  expect(presetValue('afterFailure', apart, { afterSuccess: 'keep' })).toBe('markRead')
})

test('mails that are deleted or moved are named, each folder once', () => {
  expect(takesAway('imap', wholePolicy({}, apart))).toEqual({ deletes: true, folders: [] })
  const moved = { afterSuccess: { move: 'Done' }, afterFailure: { move: 'Done' } }
  expect(takesAway('imap', wholePolicy(moved, apart))).toEqual({ deletes: false, folders: ['Done'] })
  expect(takesAway('smtp', wholePolicy({}, apart))).toEqual({ deletes: false, folders: [] })
})
