/** Reading set-up files and lists of people and statuses, for the programs that are given one. Services load none of it. */
export {
  checkSetup,
  checkSetupText,
  effectLines,
  type Finding,
  findingText,
  noteLines,
  type Places,
} from './reading/check-setup.ts'
export { loadSetup, setupError, SetupError, type SoundSetup } from './reading/setup-file.ts'
export { readBytes } from './reading/read-bytes.ts'
export { UnreadableText } from './reading/unreadable-text.ts'
export { listInFile } from './lists/list-in-file.ts'
export { type PeopleFile, readPeopleCsv } from './lists/read-people-csv.ts'
export { readStatusesCsv, type StatusesFile } from './lists/read-statuses-csv.ts'
