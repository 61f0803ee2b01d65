import type { ServiceDeclaration } from '@tubepost/bus'
import { deadLetters, type EventDefinition } from '@tubepost/events'
import type { ServiceOutline } from './define-service.ts'

/** The part of a service that the broker must know: streams, durables and permissions follow from it. */
export function declarationOf(definition: ServiceOutline): ServiceDeclaration {
  return {
    name: definition.name,
    consumes: definition.consumes,
    emits: definition.emits,
    reads: definition.reads ?? [],
    owns: (definition.owns ?? []).map((own) => own.definition),
  }
}

/** Every event that a service and its runtime may emit; the broker's permissions allow the same. */
export function emittedBy(definition: ServiceOutline): EventDefinition[] {
  return [...declarationOf(definition).emits, deadLetters[definition.name]]
}
