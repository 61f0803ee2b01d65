import { expect, test } from 'vitest'
import { portProblems } from './port-problems.ts'

test('two services at one port are named, with the variables that part them', () => {
  const problems = portProblems([
    { name: 'console', port: 9090 },
    { name: 'status', port: 9091 },
    { name: 'parser', port: 9090 },
  ])
  expect(problems).toEqual([
    'HTTP_PORT: console and parser are both to listen at 9090; set CONSOLE_HTTP_PORT or PARSER_HTTP_PORT',
  ])
})

test('services that each take a free port do not meet', () => {
  expect(
    portProblems([
      { name: 'status', port: 0 },
      { name: 'parser', port: 0 },
    ]),
  ).toEqual([])
})
