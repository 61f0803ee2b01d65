import { SigningConfig } from '@tubepost/service'
import { type Static, Type } from 'typebox'

export const ParserConfig = Type.Object({ ...SigningConfig.properties })
export type ParserConfig = Static<typeof ParserConfig>
