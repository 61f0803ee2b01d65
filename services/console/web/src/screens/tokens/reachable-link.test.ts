import { expect, test } from 'vitest'
import { reachableLink } from './reachable-link.ts'

test('given no address but this machine, a link leads to where the viewer is', () => {
  const link = reachableLink('http://127.0.0.1:8080/wall#token=x', 'https://status.example.com')
  expect(link).toBe('https://status.example.com/wall#token=x')
})

test('given an address of the installation, a link leads there', () => {
  const link = 'https://example.com/tubepost/wall#token=x'
  expect(reachableLink(link, 'http://localhost:8080')).toBe(link)
})
