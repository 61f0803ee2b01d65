import { describe, expect, test } from 'vitest'
import { readAuthenticationResults } from './authentication-results.ts'
import { parseHeaderBlock } from '../header/headers.ts'
import { readTrust, type TrustLevel } from './trust.ts'
import type { TrustedServer } from './trusted-results.ts'

const OURS: TrustedServer = { authservId: 'mx.our.example', hops: 0, writesRun: false }
const trust = (block: string, from = 'boss@corp.example', server: Partial<TrustedServer> = {}) =>
  readTrust(parseHeaderBlock(block), from, { ...OURS, ...server })
const FORGED = 'Authentication-Results: mx.our.example; dmarc=pass header.from=corp.example\n'
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
    ['spf=pass smtp.mailfrom="boss@corp.example"@evil.example', 'unverified'],
    ['spf=pass smtp.mailfrom="boss@corp.example"', 'authenticated'],
    ['spf=pass smtp.mailfrom=corp.example"x"@evil.example', 'unverified'],
    ['spf=pass smtp.mailfrom=x@evil.example@corp.example', 'unverified'],
    ['dkim=pass header.i="@corp.example"@evil.example', 'unverified'],
    ['spf=pass (domain of "x) ; dmarc=pass header.from=corp.example (y"@evil.example)', 'unverified'],
    ['dmarc=fail (domain of "x") header.from=corp.example', 'failed'],
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
    expect(
      trust('Authentication-Results: mx.our.example.evil.example; dmarc=pass header.from=corp.example\n').level,
    ).toBe('unverified')
  })

  test('the root’s dot of an id makes no other server', () => {
    const fails = 'Authentication-Results: mx.our.example.; dmarc=fail header.from=corp.example\n'
    expect(trust(fails + FORGED).level).toBe('failed')
    expect(trust(FORGED, undefined, { authservId: 'MX.our.example.' }).level).toBe('authenticated')
  })

  test.each([
    ['a failure', 'dmarc=fail header.from=corp.example', 'failed'],
    ['nothing', 'none', 'unverified'],
    ['another method', 'spf=none', 'unverified'],
    ['a word that cannot be read', '?', 'unverified'],
  ])('given a genuine field that says %s, then none below counts', (_, said, expected) => {
    const genuine = `Authentication-Results: mx.our.example; ${said}\n`
    expect(trust(genuine + FORGED).level).toBe(expected)
    expect(trust(`${genuine}Received: from x\n${FORGED}`, undefined, { hops: 5 }).level).toBe(expected)
  })

  test('given no field of our server, then one below its Received is the sender’s', () => {
    const { level: found, evidence } = trust(`Received: from x by mx.our.example\n${FORGED}`)
    expect(found).toBe('unverified')
    expect(evidence).toMatch(/below 1 Received fields, and 0 are trusted/)
  })

  test('given the layout of Gmail, then its field below three Received counts', () => {
    const block =
      'Delivered-To: a@our.example\nReceived: by 2002:a\nX-Received: by 2002:b\nReceived: by 2002:c\n' +
      'Return-Path: <boss@corp.example>\nReceived: from mail.corp.example by mx.google.com\nReceived-SPF: pass\n' +
      'Authentication-Results: mx.google.com;\n  spf=pass smtp.mailfrom=boss@corp.example;\n  dmarc=pass header.from=corp.example\n'
    const google = { authservId: 'mx.google.com' }
    expect(trust(block, undefined, { ...google, hops: 3 }).level).toBe('authenticated')
    expect(trust(block, undefined, { ...google, hops: 2 }).level).toBe('unverified')
  })

  describe('given a server that writes a field for each filter', () => {
    const run = { writesRun: true }
    test('then they are read together', () => {
      const block =
        'Authentication-Results: mx.our.example;\n\tspf=pass smtp.mailfrom=x@other.example\nX-Filter: y\n' +
        'Authentication-Results: MX.our.example (a comment) 1;\n\tdmarc=pass header.from=corp.example\n'
      expect(trust(block).level).toBe('unverified')
      const found = { level: 'authenticated', evidence: 'dmarc=pass header.from=corp.example' }
      expect(trust(block, undefined, run)).toEqual(found)
    })

    test('then the upper word on a method is final, and the next Received ends the run', () => {
      const fails = 'Authentication-Results: mx.our.example; dmarc=fail header.from=corp.example\n'
      const spf = 'Authentication-Results: mx.our.example; spf=none\n'
      expect(trust(fails + FORGED, undefined, run).level).toBe('failed')
      expect(trust(`${spf}Received: from x\n${FORGED}`, undefined, { ...run, hops: 3 }).level).toBe('unverified')
    })
  })

  describe('given Microsoft 365, whose field names no server', () => {
    const results =
      'Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=corp.example; dkim=pass\n header.d=corp.example;dmarc=pass action=none header.from=corp.example;compauth=pass reason=100\n'
    const https =
      'Received: from FR0P281MB2649.DEUP281.PROD.OUTLOOK.COM (2603:10a6::12)\n by BEZP281.PROD.OUTLOOK.COM with HTTPS\n'
    const handedOver =
      'Received: from DB5EUR02FT011.eop-EUR02.prod.protection.outlook.com\n (2603:10a6:6::3b) by DB6P191CA0002.outlook.office365.com\n (2603::12) with Microsoft SMTP Server (version=TLS1_2)\n'
    const microsoft = { authservId: { microsoft365: true }, hops: 2 } as const

    test('then its field counts right below its own Received', () => {
      expect(trust(https + handedOver + results, undefined, microsoft).level).toBe('authenticated')
      expect(trust(https + handedOver + results).level).toBe('unverified')
    })

    test.each([
      ['at the top', results],
      ['below another server’s Received', `Received: from x.example by y.example\n${results}`],
      [
        'below what its front end writes of a stranger called so',
        `Received: from a.outlook.com (192.0.2.7)\n by FT011.mail.protection.outlook.com (10.0) with Microsoft SMTP Server\n${results}`,
      ],
      ['with another field between', `${handedOver}X-Any: y\n${results}`],
      ['below more Received than are trusted', https + https + handedOver + results],
    ])('then one that stands %s is no evidence', (_, block) => {
      expect(trust(block, undefined, microsoft).level).toBe('unverified')
    })
  })

  test.each(['(', ';', '"', 'a=b ', 'b=\\" ', 'a="\\"', 'dkim=pass header.d=x;', '\\', '='])(
    'is linear in a field full of %j',
    (piece) => {
      const start = performance.now()
      trust(`Authentication-Results: mx.our.example; ${piece.repeat(60_000 / piece.length)}\n`)
      expect(performance.now() - start).toBeLessThan(500)
    },
  )
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
