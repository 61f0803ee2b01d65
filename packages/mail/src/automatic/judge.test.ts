import { describe, expect, test } from 'vitest'
import { parseHeaderBlock } from '../header/headers.ts'
import { judge, type Judgement } from './judge.ts'

const judged = (block: string, envelopeFrom?: string | null): Judgement =>
  judge(parseHeaderBlock(block), {
    envelopeFrom,
    ownAddresses: new Set(['us@our.example']),
    ownReplyOf: (id) => (id.toLowerCase().endsWith('@our.example>') ? { replyId: id, subjectTag: '' } : undefined),
  })

/** From the least decisive to the most (DESIGN.md, Class), each with a field that produces it. */
const LADDER = [
  ['bulk', 'List-Id: <l.x.example>'],
  ['auto-reply', 'X-Autoreply: yes'],
  ['vacation', 'X-Apple-Action: vacation'],
  ['challenge-response', 'X-AskVersion: 1'],
  ['mdn', 'Content-Type: message/disposition-notification'],
  ['feedback-report', 'Content-Type: message/feedback-report'],
  ['bounce', 'X-Failed-Recipients: x@x.example'],
  ['loop', 'X-Tubepost-Loop: x'],
] as const

describe('judge', () => {
  test('takes the most decisive class and keeps every match as evidence', () => {
    for (const length of LADDER.keys()) {
      const steps = LADDER.slice(0, length + 1)
      for (const order of [steps, steps.toReversed()]) {
        const found = judged(`${order.map(([, field]) => field).join('\n')}\n`)
        expect(found.class).toBe(LADDER[length]![0])
        expect(found.evidence).toHaveLength(length + 1)
      }
    }
  })

  test('knows the null sender from the envelope, and by Return-Path only without one', () => {
    for (const nothing of ['', '<>', ' <> ']) expect(judged('Subject: x\n', nothing).class).toBe('auto-reply')
    expect(judged('Return-Path: <>\n', 'anna@x.example').class).toBe('normal')
    expect(judged('Return-Path: <>\n', null).class).toBe('auto-reply')
    expect(judged('Return-Path: <a@x.example>\nReturn-Path: <>\n').class).toBe('normal')
  })

  test('a cut header is unknown and gets no answer, unless a machine is seen in it', () => {
    const cut = (block: string) => judge(parseHeaderBlock(block, true), { envelopeFrom: null, ownAddresses: new Set() })
    expect(cut('Subject: Out\n')).toMatchObject({ class: 'unknown', mayReply: false })
    expect(cut('Auto-Submitted: auto-replied\n')).toMatchObject({ class: 'auto-reply', mayReply: false })
  })

  test('finds our own address in the envelope', () => {
    expect(judged('From: x@x.example\n', 'US@our.example')).toMatchObject({
      class: 'loop',
      evidence: [{ rule: 'own-address', header: 'envelope', value: 'US@our.example' }],
    })
  })

  test('names rule, field and value, shortened, once for each field name', () => {
    const found = judged(`List-Post: ${'x'.repeat(500)}\nList-Post: again\nList-Id: y\n`)
    expect(found.evidence).toEqual([
      { rule: 'list', header: 'list-post', value: 'x'.repeat(200) },
      { rule: 'list', header: 'list-id', value: 'y' },
    ])
  })

  test('judges a header named __proto__ as nothing', () => {
    expect(judged('__proto__: bulk\nconstructor: yes\n').evidence).toEqual([])
  })

  test.each(['From', 'Subject', 'Content-Type', 'Received', 'References', 'Sender', 'Message-ID', 'Auto-Submitted'])(
    'is bounded on a block full of %s',
    (name) => {
      const start = performance.now()
      judged(`${name}: ${'<a@our.example>,'.repeat(15)}(undeliverable out of office)\n`.repeat(2_000), '<>')
      expect(performance.now() - start).toBeLessThan(1_500)
    },
  )
})
