import { describe, expect, test } from 'vitest'
import { readAuthenticationResults } from './authentication-results.ts'
import { parseHeaderBlock } from '../header/headers.ts'
import { readTrust, type TrustLevel } from './trust.ts'

const trust = (block: string, from = 'boss@corp.example', id: string | undefined = 'mx.our.example') =>
  readTrust(parseHeaderBlock(block), from, id)
const level = (results: string, from?: string): TrustLevel =>
  trust(`Authentication-Results: mx.our.example; ${results}\n`, from).level

describe('readTrust', () => {
  test.each<[results: string, level: TrustLevel]>([
    ['dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=corp.example', 'authenticated'],
    ['DMARC = Pass header.from = "Corp.Example"', 'authenticated'],
    ['dmarc=pass header.from=evil.example', 'unverified'],
    ['dmarc=pass', 'unverified'],
    ['dmarc=fail', 'failed'],
    ['dmarc=pass header.from=corp.example; dmarc=fail header.from=evil.example', 'failed'],
    ['dmarc=fail header.from=corp.example', 'failed'],
    ['dmarc=fail header.from=corp.example; dkim=pass header.d=corp.example', 'failed'],
    ['dmarc=fail header.from=corp.example; arc=pass', 'failed'],
    ['dkim=pass header.d=corp.example', 'authenticated'],
    ['dkim=pass header.i=@mail.corp.example', 'authenticated'],
    ['dkim=fail header.d=corp.example; dkim=pass header.d=corp.example', 'authenticated'],
    ['dkim=pass header.d=evil.example', 'unverified'],
    ['dkim=pass header.d=evilcorp.example', 'unverified'],
    ['dkim=pass header.d=example', 'unverified'],
    ['dkim=fail header.d=corp.example', 'unverified'],
    ['dmarc=temperror (p=REJECT) header.from=corp.example; dkim=fail header.d=corp.example', 'failed'],
    ['dmarc=none header.from=corp.example; spf=fail smtp.mailfrom=corp.example', 'unverified'],
    ['spf=pass smtp.mailfrom=boss@corp.example', 'authenticated'],
    ['spf=pass smtp.mailfrom=bounce@mail.corp.example; dmarc=none header.from=corp.example', 'plausible'],
    ['spf=pass smtp.mailfrom=evil.example', 'unverified'],
    ['spf=pass smtp.helo=corp.example', 'unverified'],
    ['arc=pass (i=1); spf=fail smtp.mailfrom=corp.example', 'plausible'],
    ['none', 'unverified'],
    ['spf=softfail (mx; dmarc=pass header.from=corp.example) smtp.mailfrom=corp.example', 'unverified'],
    ['spf=fail reason="; dmarc=pass header.from=corp.example;" smtp.mailfrom=x', 'unverified'],
  ])('%s → %s', (results, expected) => {
    expect(level(results)).toBe(expected)
  })

  test('does not let neighbours under a registry or a shared host vouch for each other', () => {
    expect(level('dkim=pass header.d=co.uk', 'a@victim.co.uk')).toBe('unverified')
    expect(level('dkim=pass header.d=github.io', 'a@victim.github.io')).toBe('unverified')
    expect(level('dkim=pass header.d=evil.github.io', 'a@github.io')).toBe('unverified')
    expect(level('dkim=pass header.d=mail.victim.co.uk', 'a@victim.co.uk')).toBe('authenticated')
  })

  test('believes no other server, nor any when none is configured', () => {
    const forged = 'Authentication-Results: mx.evil.example; dmarc=pass header.from=corp.example\n'
    expect(trust(forged)).toEqual({ level: 'unverified', evidence: 'no Authentication-Results of mx.our.example' })
    expect(readTrust(parseHeaderBlock(forged), 'boss@corp.example', undefined).level).toBe('unverified')
    expect(trust(forged, 'boss@corp.example', '').level).toBe('unverified')
    expect(
      trust('Authentication-Results: mx.our.example.evil.example; dmarc=pass header.from=corp.example\n').level,
    ).toBe('unverified')
  })

  test('a forged field under our own server’s name does not outvote the one above it', () => {
    const genuine = 'Authentication-Results: mx.our.example; dmarc=fail header.from=corp.example\n'
    const forged = 'Authentication-Results: mx.our.example; dmarc=pass header.from=corp.example\n'
    expect(trust(genuine + forged).level).toBe('failed')
    expect(trust(`${genuine}Received: from x\n${forged}`).level).toBe('failed')
  })

  test('a field below the next Received fills no gap', () => {
    const genuine = 'Authentication-Results: mx.our.example; spf=none\n'
    const forged = 'Authentication-Results: mx.our.example; dmarc=pass header.from=corp.example\n'
    expect(trust(`Received: by us\n${genuine}Received: from x\n${forged}`).level).toBe('unverified')
  })

  test('reads the fields that several filters of one server write one above the other', () => {
    const block =
      'Authentication-Results: mx.our.example;\n\tspf=pass smtp.mailfrom=x@other.example\nX-Filter: y\n' +
      'Authentication-Results: MX.our.example (a comment) 1;\n\tdmarc=pass header.from=corp.example\n'
    expect(trust(block)).toEqual({ level: 'authenticated', evidence: 'dmarc=pass header.from=corp.example' })
  })

  test('reads a server without an authserv-id only when configured to', () => {
    const block =
      'Authentication-Results: spf=pass smtp.mailfrom=x.example; dmarc=pass action=none\n header.from=corp.example;compauth=pass reason=100\n'
    expect(trust(block).level).toBe('unverified')
    expect(trust(block, 'boss@corp.example', '(none)').level).toBe('authenticated')
  })

  test.each(['(', ';', '"', 'a=b ', 'dkim=pass header.d=x;', '\\', '='])('is linear in a field full of %j', (piece) => {
    const start = performance.now()
    trust(`Authentication-Results: mx.our.example; ${piece.repeat(60_000 / piece.length)}\n`)
    expect(performance.now() - start).toBeLessThan(500)
  })
})

test('an Authentication-Results field keeps its policy comment beside the result', () => {
  expect(
    readAuthenticationResults('mx.x.example 1; dkim/1=pass header.i=@a (1;2); dmarc=fail (p=REJECT; x)')?.results,
  ).toMatchObject([
    { method: 'dkim', result: 'pass', comments: '1;2' },
    { method: 'dmarc', result: 'fail', comments: 'p=REJECT; x' },
  ])
  expect(readAuthenticationResults('')).toBeUndefined()
})
