import { mailSettled, organisation, people, replyRequested, statusChanged, statuses } from '@tubepost/events'
import { defineService, owned } from '@tubepost/service'
import { Type } from 'typebox'
import { board } from './board.ts'
import { onStatusSet } from './on-status-set.ts'
import { loadOrganisation, loadPeople, loadStatuses, saveOrganisation, savePeople, saveStatuses } from './people-sql.ts'

/** Keeps the in/out board: who there is, what they can be, what they are and were. */
export const service = defineService({
  name: 'status',
  config: Type.Object({}),
  consumes: [onStatusSet],
  emits: [statusChanged, mailSettled, replyRequested],
  owns: [owned(people, loadPeople), owned(statuses, loadStatuses), owned(organisation, loadOrganisation)],
  applySetup: async (tx, setup) => {
    await saveOrganisation(tx, setup.organisation)
    await savePeople(tx, setup.people)
    await saveStatuses(tx, setup.statuses)
  },
  http: [board],
})
