export type { MergeWish } from './list-merge.ts'
export { mergePeople } from './merge-people.ts'
export { mergeStatuses } from './merge-statuses.ts'
export { service } from './service.ts'
