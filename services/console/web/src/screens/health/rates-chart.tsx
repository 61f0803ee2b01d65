import { type ReactNode, useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useHealthSpeech } from '../../words/part-speech.tsx'
import { type Bucket, DRAWN, totalOf } from './rate-series.ts'

const HEIGHT = 220
/** In pixels: a time of day in twelve hours, and room to the next. */
const BETWEEN_TIMES = 80
/** In pixels: half of such a time, where the last one stands at the very end. */
const BEHIND_TIMES = 32
/** Lines differ by more than their colour (WCAG 2.2, 1.4.1). */
const DASHES: Readonly<Record<string, number[]>> = {
  applied: [8, 3],
  rejected: [3, 3],
  failed: [1, 3],
  replies: [10, 3, 2, 3],
}

/** The counts of a day as lines. The table beside it says the same to whoever cannot see it. */
export default function RatesChart({ buckets }: { buckets: readonly Bucket[] }): ReactNode {
  const { say, language } = useHealthSpeech()
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = holder.current
    if (element === null) return
    const chart = new uPlot(optionsOf(element, language), dataOf(buckets), element)
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.destroy()
    }
  }, [buckets, language])
  const totals = Object.fromEntries(DRAWN.map(({ name }) => [name, totalOf(buckets, name)]))
  return (
    <>
      <div
        ref={holder}
        className="chart"
        role="img"
        aria-label={say('health.ratesTold', { ...totals, count: totals['received'] ?? 0 })}
      />
      <ul className="legend">
        {DRAWN.map(({ name, word }) => (
          <li key={name}>
            <span className="legend-key" data-rate={name} aria-hidden="true" /> {say(word)}
          </li>
        ))}
      </ul>
    </>
  )
}

const dataOf = (buckets: readonly Bucket[]): uPlot.AlignedData => [
  buckets.map(({ at }) => Date.parse(at) / 1_000),
  ...DRAWN.map(({ name }) => buckets.map((bucket) => bucket[name])),
]

function optionsOf(element: HTMLElement, language: string): uPlot.Options {
  const { color, borderTopColor } = getComputedStyle(element)
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  const axis = {
    stroke: color,
    grid: { stroke: borderTopColor, width: 1 },
    ticks: { stroke: borderTopColor, width: 1 },
  }
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [null, BEHIND_TIMES, null, null],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most)] } },
    axes: [
      { ...axis, space: BETWEEN_TIMES, values: (_chart, times) => times.map((time) => clock.format(time * 1_000)) },
      { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000], size: 55 },
    ],
    series: [
      {},
      ...DRAWN.map(({ name }) => ({
        stroke: colourOf(name),
        width: 2,
        points: { show: false },
        ...(DASHES[name] !== undefined && { dash: DASHES[name] }),
      })),
    ],
  }
}

/** The colour that the style sheet gives to a line, in the scheme of now. */
function colourOf(name: string): string {
  const key = document.querySelector(`.legend-key[data-rate="${name}"]`)
  return key === null ? 'gray' : getComputedStyle(key).borderTopColor
}
