/**
 * The process that reads one mail after another for `content-reader.ts`. Not for import: it is started as a process,
 * and killed when a mail takes it too long.
 */
import { answerReadings } from '@tubepost/confined'
import { readContent } from './read-content.ts'

answerReadings(readContent)
