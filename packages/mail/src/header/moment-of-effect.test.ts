import { expect, test } from 'vitest'
import { momentOfEffect } from './moment-of-effect.ts'

const ARRIVAL = '2014-08-15T19:00:00Z'

test.each([
  ['a phone that is slow', 'Fri, 15 Aug 2014 18:57:00 +0000', '2014-08-15T19:00:00.000Z'],
  ['a clock that is ahead', 'Fri, 15 Aug 2014 20:00:00 +0000', '2014-08-15T19:00:00.000Z'],
  ['ten minutes to the second', 'Fri, 15 Aug 2014 18:50:00 +0000', '2014-08-15T19:00:00.000Z'],
  ['a delayed mail', 'Fri, 15 Aug 2014 14:49:59 -0400', '2014-08-15T18:49:59.000Z'],
  ['a delayed mail, its zone with a colon', 'Fri, 15 Aug 2014 14:49:59 -04:00', '2014-08-15T18:49:59.000Z'],
  ['a mail of six days ago', 'Sat, 9 Aug 2014 20:00:00 +0000', '2014-08-09T20:00:00.000Z'],
  ['a clock of 1970', 'Thu, 1 Jan 1970 00:00:00 +0000', '2014-08-15T19:00:00.000Z'],
  ['an unreadable Date', 'yesterday', '2014-08-15T19:00:00.000Z'],
  ['no Date', undefined, '2014-08-15T19:00:00.000Z'],
])('given %s, then it is ordered by what can be relied on', (_, date, moment) => {
  expect(momentOfEffect(date, ARRIVAL)).toBe(moment)
})
