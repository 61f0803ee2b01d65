import { expect, test } from 'vitest'
import { readMetrics } from './read-metrics.ts'

test('numbers are read with their labels, all other lines are passed over', () => {
  const text = [
    '# HELP tubepost_mailbox_up 1 where it is open',
    '# TYPE tubepost_mailbox_up gauge',
    'tubepost_mailbox_up{mailbox="status",service="fetcher"} 1',
    'tubepost_outbox_oldest_age_seconds{stream="FACT"} 1.5e+3',
    'tubepost_settlement_conflicts 0',
    'tubepost_mail_age_seconds_bucket{le="+Inf"} 4',
    'tubepost_mail_age_seconds_count 4',
    'process_cpu_seconds_total 1.2',
    'tubepost_odd{x="1"} Nan-sense',
    'tubepost_consumer_pending{consumer="parser"} Infinity',
  ].join('\n')
  expect(readMetrics(text)).toEqual([
    { name: 'tubepost_mailbox_up', labels: { mailbox: 'status', service: 'fetcher' }, value: 1 },
    { name: 'tubepost_outbox_oldest_age_seconds', labels: { stream: 'FACT' }, value: 1_500 },
    { name: 'tubepost_settlement_conflicts', labels: {}, value: 0 },
  ])
})

test('a label may hold quotes, backslashes, brackets and line ends', () => {
  const [metric] = readMetrics('tubepost_x{a="say \\"hi\\" }",b="c\\\\d\\ne"} 2')
  expect(metric).toEqual({ name: 'tubepost_x', labels: { a: 'say "hi" }', b: 'c\\d\ne' }, value: 2 })
})

test('an answer that is none is no metric', () => {
  expect(readMetrics('{"ready":true}')).toEqual([])
  expect(readMetrics('')).toEqual([])
})
