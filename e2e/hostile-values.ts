/** Values that an attacker, or a broken program, puts into each place of a call. */

/** In the place of an id, in percent-encoding or not. */
export const IDS = [
  ...[
    '%00',
    'a%00b',
    '%0d%0aset-cookie:x',
    '%ff',
    '%C3%A4',
    '%F0%9F%92%A9',
    '%20',
    "'",
    '%22',
    '%3Cscript%3E',
    '__proto__',
  ],
  ...[
    'constructor',
    '0',
    '-1',
    '99999999999999999999',
    '00000000-0000-0000-0000-000000000000',
    'a'.repeat(900),
    'a'.repeat(5_000),
  ],
  ...['..', '%2e%2e', '%2f', '%5c', '%25', 'null', 'undefined', 'NaN', '*', ';', '%EF%BF%BF', '%ED%A0%80'],
]

/** After the question mark. */
export const QUERIES = [
  ...[
    'x=1',
    'since=0000-01-01T00:00:00Z',
    'until=9999-12-31T23:59:59-23:59',
    'limit=99999999999999999999',
    'limit=1e3',
  ],
  ...[
    'mailbox=a&mailbox=b',
    'mailbox[]=a',
    'mailbox=%00',
    'mailbox=%ff',
    '__proto__=1',
    'before=x',
    'language=x_y',
    '=',
    '&&&',
    '%',
  ],
  ...[
    'messageId=%00',
    `from=${'a'.repeat(3_000)}`,
    'state=x',
    'service=x',
    'outcome=__proto__',
    'since=-000001-01-01T00:00:00Z',
  ],
]

const deep = '{"a":'.repeat(5_000)
/** Bodies with the type that each is said to have. */
export const BODIES: [type: string, body: string][] = [
  ...[
    '',
    'null',
    '0',
    '"x"',
    '[]',
    '{}',
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{}}}',
    '\0',
    '{',
    deep,
    '1e999',
  ].map((body): [string, string] => ['application/json', body]),
  ['application/json', `[${'[],'.repeat(80_000)}0]`],
  [
    'application/json',
    JSON.stringify({ name: 'a\0b', addresses: ['a\0@b.example'], status: '\0', comment: '\0', since: '\0' }),
  ],
  [
    'application/json',
    JSON.stringify({
      name: '\ud800',
      addresses: ['\ud800@b.example'],
      status: '\ud800',
      subject: '\ud800',
      text: '\ud800',
    }),
  ],
  [
    'application/json',
    JSON.stringify({ status: 'Out', dueBack: '9999-12-31T23:59:59-23:59', since: '9999-12-31', alreadySeen: true }),
  ],
  [
    'application/json',
    JSON.stringify({ status: 'Out', dueBack: '+275760-09-13T00:00:00Z', since: '0000-01-01T00:00:00Z' }),
  ],
  [
    'application/json',
    JSON.stringify({ name: 'x', scopes: ['status:read'], expiresAt: '9999-12-31T23:59:59-23:59', person: '\0' }),
  ],
  [
    'application/json',
    JSON.stringify({ name: 'x', scopes: ['status:read'], expiresAt: '0000-01-01T00:00:00Z', person: 'x' }),
  ],
  [
    'application/json',
    JSON.stringify({
      subject: 'Out until 12/31/9999',
      sentAt: '9999-12-31T23:59:59-23:59',
      timeZone: 'UTC',
      locale: 'en',
    }),
  ],
  [
    'application/json',
    JSON.stringify({ subject: 'Out tomorrow', sentAt: '0000-01-01T00:00:00Z', timeZone: 'Etc/GMT+12', locale: '\0' }),
  ],
  [
    'application/json',
    JSON.stringify({
      subject: 'Out 99999999999999999999h',
      sentAt: '2026-01-01T00:00:00Z',
      timeZone: '\0',
      locale: 'x',
    }),
  ],
  [
    'application/json',
    JSON.stringify({
      subject: '{{ "x" | split: "" }}',
      text: '{% for i in (1..9999999999) %}{% endfor %}',
      model: { a: 'x' },
    }),
  ],
  [
    'application/json',
    JSON.stringify({
      id: 'x',
      preset: 'officestatus',
      address: 'a\0@b',
      source: { kind: 'imap', host: '\0', port: 1e21, username: '\0' },
    }),
  ],
  ...[
    '2030-01-01T00:00:00+16:00',
    '9999-12-31T23:59:59.999999999-23:59',
    '2030-01-01T00:00:00.1234567890123Z',
    '2016-12-31T23:59:60Z',
  ].flatMap((at): [string, string][] => [
    ['application/json', JSON.stringify({ name: 'x', scopes: ['status:read'], expiresAt: at })],
    ['application/json', JSON.stringify({ subject: 'Out 1h', sentAt: at, timeZone: 'UTC', locale: 'en' })],
    ['application/json', JSON.stringify({ status: 'Out', dueBack: at })],
  ]),
  ...['host', 'username', 'password', 'folder'].map((field): [string, string] => [
    'application/json',
    JSON.stringify({
      id: 'odd',
      preset: 'officestatus',
      address: 'odd@example.com',
      source: {
        ...{ kind: 'imap', host: '127.0.0.1', port: 1, tls: 'none', username: 'u', password: 'p' },
        ...{ allowPrivateAddress: true, [field]: '\ud800' },
      },
    }),
  ]),
  ['text/plain', 'x'],
  ['application/xml', '<x/>'],
  ['application/x-www-form-urlencoded', 'a=b'],
  ['message/rfc822', 'From: \0\r\n\r\n'],
  ['x', '\0'],
]
