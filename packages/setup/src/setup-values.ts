import { type TSchemaOptions, Type } from 'typebox'

/**
 * Values that occur in several parts of tubepost.yaml. `description` is a sentence that editors and the reference show;
 * `form` says how a value is written, for messages; `defaultText` is a default that depends on something else.
 */
export interface FieldOptions extends TSchemaOptions {
  readonly description: string
  readonly form?: string
  readonly defaultText?: string
}

// No name and no path is longer, and each service keeps every person and mailbox in its memory.
const LONGEST_TEXT = 1_000
// RFC 5321 §4.5.3.1: 64 octets before the @, and 255 behind it.
const LONGEST_ADDRESS = 320

export const Text = (options: FieldOptions) => Type.String({ minLength: 1, maxLength: LONGEST_TEXT, ...options })
export const Flag = (options: FieldOptions) => Type.Boolean({ ...options })
export const Port = (options: FieldOptions) => Type.Integer({ minimum: 1, maximum: 65_535, ...options })
export const Host = (options: FieldOptions) =>
  Type.String({
    maxLength: LONGEST_TEXT,
    pattern: '^[^\\s/@]+$',
    form: 'a host name or an IP address, without a scheme such as imaps://',
    ...options,
  })
export const HostName = (options: FieldOptions) =>
  Type.String({
    maxLength: LONGEST_TEXT,
    pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$',
    form: 'a fully qualified name, such as mail.example.com',
    ...options,
  })
export const Tls = (options: FieldOptions) =>
  Type.Union([Type.Literal('implicit'), Type.Literal('starttls'), Type.Literal('none')], { ...options })
/** Its own pattern is generous: `address-problems.ts` reads it as the parser reads the address of a mail. */
export const Address = (options: FieldOptions) =>
  Type.String({ maxLength: LONGEST_ADDRESS, pattern: '.@.', form: 'an address, local@domain', ...options })
export const Clock = (options: FieldOptions) =>
  Type.String({
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    form: 'a time of 24 hours in quotes, such as "09:00"',
    ...options,
  })
export const Id = (options: FieldOptions) =>
  Type.String({ pattern: '^[a-z0-9-]{1,40}$', form: 'at most 40 of a-z, 0-9 and -', ...options })
