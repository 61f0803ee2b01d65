import { createRequire } from 'node:module'
import { readStatusSubject } from '@tubepost/grammar'
import type * as chrono from 'chrono-node'

const SUBJECTS = 100_000
const AIM_PER_MINUTE = 100_000
const SEED = 20_140_815

const PIECES = (
  'Out In Lunch Oot Re: Fwd: [EXT] " 30m 1h30m 1d 9am 4p noon eod tomorrow Friday next monday 8/16/2014 16.8. 2/30 May 5 ' +
  'until for back at in @ , - – : ( ) . lunch café 会議 🍔 ½ PST 2014-08-18T09:00Z 9am-11am bis 17 Uhr morgen à 14h'
).split(' ')
/** Phrases that no rule of ours reads or refuses, so that the second reader is asked. */
const LOOSE_PIECES = (
  'in a couple of hours|within 3 hours|this weekend|dentist and shopping|call my cell|in a fortnight|at Bob’s|for lunch|' +
  'on the train|in ein paar Stunden|beim Zahnarzt|dans quelques heures|chez le médecin|dentro de dos horas|en el banco|' +
  '会議 with them|until further notice|bis auf Weiteres|till 3 o’clock|at Christmas'
).split('|')
const PLACES = [
  ['America/New_York', 'en-US'],
  ['Europe/Berlin', 'de-DE'],
  ['Europe/Paris', 'fr-FR'],
  ['Europe/Madrid', 'es-ES'],
] as const
const STATUSES = ['In', 'Out', 'Out of Office', 'Lunch', 'Vacation'].map((name) => ({
  id: name,
  name,
  aliases: [name.charAt(0)],
}))

/**
 * How many subjects one core reads in a minute: random ones, always the same, made of the grammar's own pieces, and every
 * other one of words that the second reader is asked about.
 */
export function scoreGrammar(): void {
  const next = randomNumbers(SEED)
  const subjects = Array.from({ length: SUBJECTS }, (_, index) => {
    if (index % 2 === 0) return looseSubject(next)
    const pieces = Array.from({ length: 1 + next(10) }, () => PIECES[next(PIECES.length)] ?? '')
    return `${next(4) === 0 ? '' : 'Out '}${pieces.join(next(8) === 0 ? '' : ' ')}`
  })
  const asked = countSecondReadings()
  let loose = 0
  const start = process.cpuUsage() // other programs may have the core meanwhile
  for (const [index, subject] of subjects.entries()) {
    const [timeZone, locale] = PLACES[index % PLACES.length] ?? PLACES[0]
    readStatusSubject(subject, {
      statuses: STATUSES,
      sentAt: '2014-08-15T19:00:00Z',
      timeZone,
      locale,
      defaultReturn: '09:00',
      endOfDay: '17:00',
    })
    if (asked.since() > 0) loose += 1
  }
  const { user, system } = process.cpuUsage(start)
  const perMinute = Math.round((SUBJECTS * 60_000_000) / (user + system))
  const share = Math.round((100 * loose) / SUBJECTS)
  console.log(
    `\ngrammar       ${perMinute.toLocaleString('en-GB')} subjects a minute on one core (aim ${AIM_PER_MINUTE}), ` +
      `${loose.toLocaleString('en-GB')} of ${SUBJECTS.toLocaleString('en-GB')} by the second reader (${share} %)`,
  )
}

function looseSubject(next: (below: number) => number): string {
  const pieces = Array.from({ length: 1 + next(3) }, () => LOOSE_PIECES[next(LOOSE_PIECES.length)] ?? '')
  return `Out ${pieces.join(' ')} ${PIECES[next(PIECES.length)] ?? ''}`
}

/** Counts what the second reader is asked, at its own door: the grammar loads the same modules. */
function countSecondReadings(): { since(): number } {
  const { Chrono } = createRequire(import.meta.url)('chrono-node') as typeof chrono
  const { prototype } = Chrono
  const parse = Reflect.get<chrono.Chrono, 'parse'>(prototype, 'parse')
  let count = 0
  prototype.parse = function counted(this: chrono.Chrono, ...asked: Parameters<chrono.Chrono['parse']>) {
    count += 1
    return parse.apply(this, asked)
  }
  return {
    since() {
      const counted = count
      count = 0
      return counted
    },
  }
}

/** A linear congruential generator (Numerical Recipes): the same subjects at each run, and no dependency. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
