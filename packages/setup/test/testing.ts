export { declared } from './declared.ts'
export { csvSituations, passwordSituations, setupSituations, type Situation, syntaxSituations } from './situations.ts'
