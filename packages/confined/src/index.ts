export { answerReadings, type ByteReading } from './answer-readings.ts'
export { type ConfinedReader, type ConfinedReading, createConfinedReader, type MailBytes } from './confined-reader.ts'
export { startConfined } from './start-confined.ts'
