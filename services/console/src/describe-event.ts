import { allEvents, type TubepostEvent } from '@tubepost/events'

/** The name of an event as people and the API use it: `mail.received`. */
export function nameOf(event: TubepostEvent): string {
  return event.type.replace(/^dev\.tubepost\./, '').replace(/\.v\d+$/, '')
}

export function serviceOf(event: TubepostEvent): string {
  return event.source.replace(/^\/tubepost\//, '')
}

/** One sentence for the story of a mail. */
export function describeEvent(event: TubepostEvent): string {
  return allEvents.find(({ type }) => type === event.type)?.story(event.data) ?? nameOf(event)
}
