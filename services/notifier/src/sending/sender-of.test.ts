import type { SmtpSettings } from '@tubepost/setup'
import { expect, test } from 'vitest'
import { envelopeSender, heloName } from './sender-of.ts'

const settings = (more: Partial<SmtpSettings> = {}) => ({ host: 'relay.example', ...more }) as SmtpSettings
const reply = { replyId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', fromAddress: 'tubepost@example.com' }
const DETAIL = '6f1f1f644c1c8b7e9c526a8f7f0f3b11'

test.each([
  [undefined, false, ''],
  [undefined, true, `tubepost+${DETAIL}@example.com`],
  ['bounce@example.org', false, `bounce+${DETAIL}@example.org`],
  [`${'b'.repeat(40)}@example.org`, false, `${'b'.repeat(40)}@example.org`],
])('given envelopeFrom %s, and null refused: %s, then the sender is %s', (envelopeFrom, refusesNull, sender) => {
  expect(envelopeSender(settings({ envelopeFrom }), { ...reply, refusesNull, isPersonal: false })).toBe(sender)
})

test.each([
  [undefined, 'tubepost@example.com'],
  ['bounce@example.org', `bounce+${DETAIL}@example.org`],
])('given envelopeFrom %s and a mail that a person wrote, then the sender is %s', (envelopeFrom, sender) => {
  const mail = { ...reply, refusesNull: false, isPersonal: true }
  expect(envelopeSender(settings({ envelopeFrom }), mail)).toBe(sender)
})

test.each([
  ['mx.example.net', 'box.example.com', 'mx.example.net'],
  [undefined, 'box.example.com', 'box.example.com'],
  [undefined, '3f2a9c', 'example.com'],
])('given heloName %s on the machine %s, then EHLO says %s', (set, machine, name) => {
  expect(heloName(settings({ heloName: set }), reply.fromAddress, machine)).toBe(name)
})
