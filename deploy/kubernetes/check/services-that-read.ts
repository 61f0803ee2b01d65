import { configurations } from '@tubepost/installer'

/** Names of the services whose configuration has a variable, in the order of `SERVICES`. */
export const servicesThatRead = (variable: string): readonly string[] =>
  configurations.flatMap(({ name, config }) => (variable in config.properties ? [name] : []))
