import type { ReactNode } from 'react'

/** Drawn for this console, in a square of 24 units; they stand beside words, so they say nothing to a screen reader. */
const PATHS = {
  board: 'M4 5h16v14H4z M4 10h16 M10 10v9',
  tryIt: 'M9 4v6l-4 8a1.5 1.5 0 0 0 1.4 2h11.2a1.5 1.5 0 0 0 1.4-2l-4-8V4 M8 4h8',
  cases: 'M3 8h18v11H3z M9 8V5h6v3',
  mails: 'M3 6h18v12H3z M3 7l9 6 9-6',
  intents: 'M4 6h10 M4 12h7 M4 18h10 M15 12h6 M18 9l3 3-3 3',
  outbox: 'M4 13v6h16v-6 M12 15V4 M8 8l4-4 4 4',
  templates: 'M4 4h16v16H4z M8 9h8 M8 13h8 M8 17h4',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  mailboxes: 'M4 14l2-9h12l2 9v5H4z M4 14h5l1 2h4l1-2h5',
  deadLetters: 'M12 4l9 16H3z M12 10v4 M12 17v.4',
  tokens: 'M8.5 15.5a4 4 0 1 1 3-3L20 4 M17 7l2 2 M14 10l2 2',
  audit: 'M6 3h9l4 4v14H6z M14 3v5h5 M9 12h7 M9 16h7',
  sessions: 'M3 5h18v11H3z M9 20h6 M12 16v4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 M16 4.5a3.5 3.5 0 0 1 0 6.5 M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  statuses: 'M5 6h.01 M5 12h.01 M5 18h.01 M9 6h11 M9 12h11 M9 18h11',
  setUp: 'M6 3h9l4 4v14H6z M14 3v5h5 M9 13l2 2 4-4',
  menu: 'M4 7h16 M4 12h16 M4 17h16',
  copy: 'M9 9h11v11H9z M5 15H4V4h11v1',
} as const
export type IconName = keyof typeof PATHS

export function Icon({ name, size = 20 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
