import { expect, test } from 'vitest'
import { parseHeaderBlock } from '../header/headers.ts'
import { proposeServer } from './propose-server.ts'
import { readTrust } from './trust.ts'

const mails = (count: number, block: string) => Array.from({ length: count }, () => parseHeaderBlock(block))
const FROM = 'From: Ana <ana@corp.example>\nSubject: Out 1d\n'
const PASS =
  'dkim=pass header.i=@corp.example; spf=pass smtp.mailfrom=ana@corp.example; dmarc=pass header.from=corp.example'

const GMAIL = `Delivered-To: status@corp.example
Received: by 2002:a05:6022:a20:b0:61:dead with SMTP id aa1; Fri, 15 Aug 2014 19:00:02 +0000
X-Received: by 2002:a17:90a:3ec6:: with SMTP id bb2; Fri, 15 Aug 2014 19:00:01 +0000
ARC-Authentication-Results: i=1; mx.google.com; ${PASS}
Return-Path: <ana@corp.example>
Received: from mail.corp.example (mail.corp.example. [192.0.2.1])
        by mx.google.com with ESMTPS id cc3 for <status@corp.example>; Fri, 15 Aug 2014 19:00:01 +0000
Received-SPF: pass (google.com: domain of ana@corp.example designates 192.0.2.1 as permitted sender)
Authentication-Results: mx.google.com; ${PASS}
Received: from laptop by mail.corp.example; Fri, 15 Aug 2014 19:00:00 +0000
${FROM}`
const MICROSOFT = `Received: from AM0PR01MB0001.eurprd01.prod.exchangelabs.com (2603:10a6::1) by
 AM0PR01MB0002.eurprd01.prod.exchangelabs.com with HTTPS; Fri, 15 Aug 2014 19:00:03 +0000
Received: from DB3PR01CA0001.eurprd01.prod.exchangelabs.com (2603:10a6::2) by
 AM0PR01MB0001.eurprd01.prod.exchangelabs.com (2603:10a6::1) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE) id 15.20.1; Fri, 15 Aug 2014 19:00:02 +0000
Received: from DB5EUR01FT001.eop-EUR01.prod.protection.outlook.com
 (2603:10a6::3) by DB3PR01CA0001.outlook.office365.com
 (2603:10a6::2) with Microsoft SMTP Server (version=TLS1_2) id 15.20.1 via Frontend Transport; Fri, 15 Aug 2014 19:00:01 +0000
Authentication-Results: spf=pass (sender IP is 192.0.2.1)
 smtp.mailfrom=corp.example; dkim=pass header.d=corp.example;dmarc=pass action=none header.from=corp.example;
Received: from mail.corp.example (192.0.2.1) by
 DB5EUR01FT001.mail.protection.outlook.com with Microsoft SMTP Server id 15.20.1; Fri, 15 Aug 2014 19:00:00 +0000
${FROM}`
const POSTFIX = `Return-Path: <ana@corp.example>
Delivered-To: status@our.example
Received: from mail.our.example by mail.our.example with LMTP; Fri, 15 Aug 2014 19:00:02 +0000
Authentication-Results: mail.our.example; dmarc=pass (p=reject dis=none) header.from=corp.example
Authentication-Results: mail.our.example; dkim=pass header.d=corp.example header.i=@corp.example
Received: from mail.corp.example by mail.our.example (Postfix) with ESMTPS id 1; Fri, 15 Aug 2014 19:00:01 +0000
${FROM}`
const PLAIN = `Received: from mail.corp.example by mail.our.example; Fri, 15 Aug 2014 19:00:01 +0000\n${FROM}`
const FORGED = `${PLAIN}Authentication-Results: mail.our.example; ${PASS}\n`

test.each([
  ['Gmail', GMAIL, 'mx.google.com', 2],
  ['Microsoft 365', MICROSOFT, { microsoft365: true }, 3],
  ['OpenDKIM and OpenDMARC at Postfix', POSTFIX, 'mail.our.example', 1],
] as const)('the layout of %s is proposed so that it is believed', (_, block, authservId, hops) => {
  expect(proposeServer(mails(20, block))).toEqual({ authservId, hops, mails: 20 })
  const server = { authservId, hops, writesRun: false }
  expect(readTrust(parseHeaderBlock(block), 'ana@corp.example', server).level).toBe('authenticated')
})

test('mails without the field, or no mails, propose no server', () => {
  expect(proposeServer(mails(20, PLAIN))).toBeNull()
  expect(proposeServer([])).toBeNull()
})

test('a field that half of the mails lack is not proposed', () => {
  expect(proposeServer([...mails(10, PLAIN), ...mails(10, FORGED)])).toBeNull()
  expect(proposeServer([...mails(9, PLAIN), ...mails(11, POSTFIX)])).toMatchObject({ mails: 11 })
})

test('some mails that pass more machines do not raise the number', () => {
  const longer = `Received: from a by b; Fri, 15 Aug 2014 19:00:03 +0000\n${GMAIL}`
  expect(proposeServer([...mails(17, GMAIL), ...mails(3, longer)])).toEqual({
    authservId: 'mx.google.com',
    hops: 2,
    mails: 17,
  })
})

test('a forged field below the server’s own is not looked at', () => {
  const forged = `Authentication-Results: mx.evil.example; ${PASS}\n`
  expect(proposeServer(mails(20, POSTFIX + forged))?.authservId).toBe('mail.our.example')
})

test('results without an id that Microsoft did not write are not proposed', () => {
  expect(proposeServer(mails(20, `Authentication-Results: ${PASS}\n${PLAIN}`))).toBeNull()
})
