import { allEvents, type TubepostEvent } from '@tubepost/events'

/** The name of an event as people and the API use it: `mail.received`. */
export function nameOf(event: TubepostEvent): string {
  return event.type.replace(/^dev\.tubepost\./, '').replace(/\.v\d+$/, '')
}

export function serviceOf(event: TubepostEvent): string {
  return event.source.replace(/^\/tubepost\//, '')
}

/** One sentence for the story of a mail. @param data of the event, as the journal keeps it */
export function describeEvent(name: string, data: unknown): string {
  return allEvents.find((event) => event.name === name)?.story(data) ?? name
}
