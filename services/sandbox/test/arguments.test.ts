import { expect, test } from 'vitest'
import { asksForHelp, HELP, readArguments } from '../src/arguments.ts'

test.each(['--help', '-h', 'help'])('%s asks for the usage', (argument) => {
  expect(asksForHelp(['--port', '1', argument])).toBe(true)
  expect(asksForHelp(['--port', '1'])).toBe(false)
})

test('--small asks for one process', () => {
  expect(HELP).toContain('  --small')
  expect(readArguments(['--small'], {}).small).toBe(true)
  expect(readArguments([], {}).small).toBe(false)
})

test('the usage names every option', () => {
  for (const option of ['--setup', '--port', '--smtp-port', '--data']) {
    expect(HELP).toContain(`  ${option}`)
    expect(() => readArguments([option, ''], {})).toThrow(`${option}: is empty`)
  }
})
