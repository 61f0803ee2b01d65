import { ConfigError } from '@tubepost/service'

/** A command that is not written as it has to be: told in its sentences, and with an exit code of its own. */
export class UsageError extends ConfigError {}
