import type { Alerts } from '@tubepost/api'
import type { AlertWords } from '../../words/alerts/alert-words.ts'
import { type Language, LANGUAGES } from '../../words/languages.ts'
import { sayIn } from '../../words/words.tsx'

type Alert = Alerts['alerts'][number]

export interface WrittenAlert {
  readonly sentences: readonly string[]
  readonly about: string
  readonly language: Language
}

/** Pure. A rule in the words of a language, with the values of each finding in them; in English where it has none there. */
export function writeAlert(alert: Alert, { words, language }: { words: AlertWords; language: Language }): WrittenAlert {
  const own = Object.hasOwn(words, alert.name) ? words[alert.name] : undefined
  if (own === undefined) return { sentences: alert.sentences, about: alert.description, language: 'en' }
  const say = sayIn(language, { sentence: own.sentence })
  const { locale } = LANGUAGES[language]
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return {
    sentences: alert.findings.map(({ labels, value }) =>
      say('sentence', {
        ...labels,
        count: Math.round(value * 10) / 10,
        duration: writeDuration(value, locale),
        percent: percent.format(value),
      }),
    ),
    about: own.about,
    language,
  }
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** As the console writes a duration in the English sentence. @param value in seconds */
function writeDuration(value: number, locale: string): string {
  const size = Math.abs(value)
  const [unit, seconds] =
    size < MINUTE
      ? (['second', 1] as const)
      : size < HOUR
        ? (['minute', MINUTE] as const)
        : size < 2 * DAY
          ? (['hour', HOUR] as const)
          : (['day', DAY] as const)
  const written = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, written).format(value / seconds)
}
