import { type ComponentType, lazy, type ReactNode, useState } from 'react'

/** A component whose code is loaded when it is shown, or a little before. */
export type Later<Props extends object = object> = ComponentType<Props> & {
  /** Never rejects: a failure is told where the component is shown. */
  readonly load: () => Promise<void>
}

/**
 * Drawn at once where its code is there already: React's `lazy` shows the fallback even then, and keeps it for 300 ms, lest it
 * flicker.
 */
export function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Later<Props> {
  let loaded: ComponentType<Props> | undefined
  const Lazy: ComponentType<Props> = lazy(load)
  function Shown(props: Props): ReactNode {
    const [Component] = useState(() => loaded ?? Lazy)
    return <Component {...props} />
  }
  return Object.assign(Shown, {
    load: () =>
      load().then(
        (module) => void (loaded = module.default),
        () => {},
      ),
  })
}
