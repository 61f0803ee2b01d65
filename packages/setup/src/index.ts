export { loadSetupFor, SetupConfig } from './load-setup-for.ts'
export { readMailboxBody } from './read-mailbox-body.ts'
export { readPassword } from './read-password.ts'
export {
  type CompleteMailbox,
  type ImapSource,
  loadSetup,
  type PasswordSource,
  type Setup,
  SetupError,
  type SmtpSettings,
  type SourceSettings,
} from './setup-file.ts'
export { PersonEntry, StatusEntry } from './setup-schema.ts'
export { slug } from './slug.ts'
export { isLocale, isTimeZone } from './zone-and-locale.ts'
