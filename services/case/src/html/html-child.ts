/** The process that makes the HTML of one mail after another safe. Not for import: `html-reader.ts` starts it, and kills it. */
import { answerReadings } from '@tubepost/confined'
import { readHtml } from './read-html.ts'

answerReadings(readHtml)
