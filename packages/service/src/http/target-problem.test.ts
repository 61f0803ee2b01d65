import { expect, test } from 'vitest'
import { targetProblem } from './target-problem.ts'

test.each([
  '/api/status/people/x#/status',
  '/api/status/board?x=1#y',
  '/api/status/people/x\\status',
  '/api/status/people/x%5Cstatus',
  '/api/status/people/x%5cstatus',
  '/api/status/people/x/%2e%2e/status',
  '/api/status/people/x/%2E./status',
  '/api/status/people/a%2eb',
  '/api/status/people/x%2Fstatus',
  '/api/status/people/x%2fstatus',
  '/api/status/people/../statuses',
  '/api/status/people/./x',
  '/api/status/people/x/..',
  '/api/status//people',
  '//api/status/people',
  '/%61pi/status/board',
  '/api/console/%74okens',
  '/api/status/people/%7Eana',
  '/api/status/people/a%00',
  '/api/status/people/a%0d%0ax',
  '/api/console/mails?from=a%00',
  '/api/status/people/%',
  '/api/status/people/%zz',
  '/api/status/people/%C0%AE%C0%AE/x',
  '/api/status/people/%ff',
  '/api/status/people/ä',
  '/api/status/people/a b',
  '/api/status/people/a"b',
  '/api/console/mails?messageId=<a@b>',
  'http://elsewhere.example/api/status/board',
  'api/status/board',
  '*',
  '',
])('the target %s is refused', (target) => {
  expect(targetProblem(target)).toMatch(/\.$/)
})

test.each([
  '/',
  '/readyz',
  '/api/console/mails?',
  '/api/status/people/ana.smith-2_~',
  '/api/status/people/ana%20smith',
  '/api/status/people/%C3%A4',
  '/api/status/people/a%40b.example',
  '/api/status/people/x%23/status',
  '/api/status/people/%252e%252e/status',
  "/api/status/people/o'hara",
  "/api/console/mails?subject=it's&from=a+b%2Fc%2e",
  '/api/console/mails?messageId=%3Ca@b%3E&since=2026-01-01T00:00:00%2B02:00',
  '/api/console/mails?next=/api/../x//y',
])('the target %s means one thing to all, and is taken', (target) => {
  expect(targetProblem(target)).toBeUndefined()
})
