import { type Static, Type } from 'typebox'
import { Secret } from './define/config.ts'
import { readKeyRing } from './sealed-secret.ts'

/** For the services that write Message-IDs of ours, and those that know them again. */
export const SigningConfig = Type.Object({
  SIGNING_KEYS: Secret({
    description:
      'keys that sign Message-IDs of replies: id:key by lines or commas, each 32 bytes in base64, current first',
  }),
})

/** The keys in their order, the current one first. Throws a ConfigError. */
export function signingKeys(config: Static<typeof SigningConfig>): readonly Buffer[] {
  return [...readKeyRing(config.SIGNING_KEYS, 'SIGNING_KEYS').keys.values()]
}
