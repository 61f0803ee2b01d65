import { type Static, type TObject, type TProperties, Type } from 'typebox'
import { imap } from './imap.ts'
import { maildir } from './maildir.ts'
import { smtp } from './smtp.ts'
import type { PasswordSource, SourceSetup, Written } from './source-setup.ts'

/** Every kind of mailbox source. The fetcher must know how to read or listen to each. */
export const sourceSetups = { imap, maildir, smtp }

export type SourceKind = keyof typeof sourceSetups

/** A source as a person wrote it, without its password. */
export type SourceEntry = {
  [Kind in SourceKind]: { kind: Kind } & Written<(typeof sourceSetups)[Kind]['fields']>
}[SourceKind]

/** The settings of one kind with every default filled in. `password` is present where the kind has one. */
export type SettingsOf<Kind extends SourceKind> = { kind: Kind; password?: PasswordSource } & ReturnType<
  (typeof sourceSetups)[Kind]['complete']
>
export type SourceSettings = { [Kind in SourceKind]: SettingsOf<Kind> }[SourceKind]

export const sourceKinds = Object.keys(sourceSetups) as readonly SourceKind[]

/** The set-up of a kind, without the types of its settings. */
export function setupOf(kind: SourceKind): SourceSetup {
  return sourceSetups[kind] as unknown as SourceSetup
}

/** The schema of all kinds, in the order of `sourceKinds`. @param credentials the fields of a kind with a password */
export function sourceSchema<Credentials extends TProperties>(credentials: Credentials) {
  const kinds = sourceKinds.map((kind) => {
    const { fields, secrets, summary } = setupOf(kind)
    const properties = {
      kind: Type.Literal(kind, { description: `The kind of source: ${sourceKinds.join(', ')}.` }),
      ...fields,
      ...(secrets.includes('password') && credentials),
    }
    return Type.Object(properties, { additionalProperties: false, description: summary })
  })
  return Type.Unsafe<SourceEntry & Static<TObject<Credentials>>>(
    Type.Union(kinds, { description: 'How the mailbox gets its mails.' }),
  )
}

export function completeSource(written: SourceEntry, address: string, password: PasswordSource): SourceSettings {
  const { complete, secrets } = setupOf(written.kind)
  return {
    kind: written.kind,
    ...complete(written, address),
    ...(secrets.includes('password') && { password }),
  } as SourceSettings
}
