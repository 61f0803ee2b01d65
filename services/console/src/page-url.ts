import { organisation } from '@tubepost/events'
import type { ServiceContext } from '@tubepost/service'

/** The address of a page of ours as people follow it. @param at path and fragment */
export function pageUrl({ reference }: Pick<ServiceContext, 'reference'>, at: string): string {
  const { url } = reference(organisation).records.get('organisation') ?? { url: 'http://127.0.0.1:8080' }
  return `${url.replace(/\/+$/, '')}${at}`
}
