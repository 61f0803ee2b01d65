import type { ErrorCode } from '../src/index.ts'

/** Rule G14: subjects that are refused, read in New York. */
export const refusedSubjects: readonly (readonly [
  subject: string,
  code: ErrorCode,
  suggestions?: readonly string[],
])[] = [
  ['Re:', 'empty'],
  ['[EXT] ""', 'empty'],
  ['\u200b\u00a0', 'empty'],
  ['FW: Out 30m', 'forwarded'],
  ['TR : Out', 'forwarded'],
  ['Re: [EXT] Fwd: Out', 'forwarded'],
  ['"Fwd: Out"', 'forwarded'],
  ['[Fwd: Out]', 'forwarded'],
  ['转发：Out', 'forwarded'],
  ['VS: Out', 'forwarded'],
  ['AW: 30m', 'no_status', []],
  ['Otu 30m', 'no_status', ['Out']],
  ['Meting', 'no_status', ['Meeting']],
  ['Out30m', 'no_status', ['Out']],
  ['Lunhc 2', 'no_status', ['Lunch', 'Lunch 2']],
  ['Oot of Offcie', 'no_status', ['Out', 'Out of Office']],
  ['"Otu" 30m', 'no_status', ['Out']],
  ['Out.30m', 'no_status', ['Out']],
  ['Out@4pm', 'no_status', ['Out']],
  ['外出30m', 'no_status', ['外出']],
  ['B: Out', 'no_status', []],
  ['Quarterly figures', 'no_status', []],
  ['Vacation', 'due_required'],
  ['Vacation in Rome', 'due_required'],
  ['Vacation 2/30', 'due_required'],
]
