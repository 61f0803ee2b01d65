import { readStatusSubject } from '@tubepost/grammar'

const SUBJECTS = 100_000
const AIM_PER_MINUTE = 100_000
const SEED = 20_140_815

const PIECES = (
  'Out In Lunch Oot Re: Fwd: [EXT] " 30m 1h30m 1d 9am 4p noon eod tomorrow Friday next monday 8/16/2014 16.8. 2/30 May 5 ' +
  'until for back at in @ , - – : ( ) . lunch café 会議 🍔 ½ PST 2014-08-18T09:00Z 9am-11am bis 17 Uhr morgen à 14h'
).split(' ')
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

/** How many subjects one core reads in a minute: random ones made of the grammar's own pieces, always the same. */
export function scoreGrammar(): void {
  const next = randomNumbers(SEED)
  const subjects = Array.from({ length: SUBJECTS }, () => {
    const pieces = Array.from({ length: 1 + next(10) }, () => PIECES[next(PIECES.length)] ?? '')
    return `${next(4) === 0 ? '' : 'Out '}${pieces.join(next(8) === 0 ? '' : ' ')}`
  })
  const start = performance.now()
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
  }
  const perMinute = Math.round((SUBJECTS * 60_000) / (performance.now() - start))
  console.log(
    `\ngrammar       ${perMinute.toLocaleString('en-GB')} subjects a minute on one core (aim ${AIM_PER_MINUTE})`,
  )
}

/** A linear congruential generator (Numerical Recipes): the same subjects at each run, and no dependency. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
