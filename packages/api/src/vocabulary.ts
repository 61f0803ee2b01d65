/** The closed lists of the contract. Nothing is imported, so that a page can offer them as choices at no cost. */

export const SERVICE_NAMES = ['fetcher', 'parser', 'status', 'case', 'notifier', 'console'] as const

/** Ends of a mail. */
export const OUTCOMES = ['applied', 'rejected', 'ignored', 'duplicate', 'failed'] as const

export const ROLES = ['user', 'receptionist', 'manager', 'agent', 'admin'] as const

export const STATUS_TYPES = ['in', 'out', 'unavailable'] as const

/** Whether a status comes with a time of return. */
export const DUES = ['optional', 'required', 'forbidden'] as const

export const REPLY_STATES = ['queued', 'claimed', 'in_data', 'sent', 'failed', 'held', 'unknown', 'discarded'] as const

export const DEAD_LETTER_STATES = ['open', 'redriven', 'discarded'] as const

export const ALERT_SEVERITIES = ['critical', 'warning', 'info'] as const

export const ALERT_STATES = ['holds', 'silent', 'unknown'] as const

/** Parts of a set-up that can be edited over HTTP as well. */
export const DIFFERING_KINDS = ['mailbox', 'person', 'status', 'template'] as const

export const DIFFERENCES = ['added', 'missing', 'changed'] as const

/** Kinds of mailbox sources. */
export const SOURCE_KINDS = ['imap', 'maildir', 'smtp'] as const

export const PRESETS = ['officestatus', 'clientspace', 'agileapps', 'stoic'] as const

export const TLS_MODES = ['implicit', 'starttls', 'none'] as const

/** Steps of a test: of a mailbox up to `trust`, of the outgoing server `connect`, `sender` and `mail`. */
export const TEST_STEPS = ['resolve', 'connect', 'tls', 'login', 'folder', 'count', 'trust', 'sender', 'mail'] as const

/** Values of the fields of a mailbox's policy, by the field that takes them. */
export const FETCH_SCOPES = ['unseen', 'newUids', 'all'] as const
export const BACKLOGS = ['ignore', 'importSilent', 'live'] as const
/** Taken by `afterSuccess` and `afterFailure`, besides a move to a folder. */
export const HANDLINGS = ['markRead', 'delete', 'keep'] as const
export const UNKNOWN_SENDERS = ['ignore', 'quarantine', 'confirm', 'accept'] as const
export const ACKS = ['never', 'errorsOnly', 'firstMessage', 'always'] as const
/** Trust in the sender of a mail, the most first. */
export const TRUST_LEVELS = ['authenticated', 'plausible', 'unverified', 'failed'] as const
export const LEAST_TRUSTS = ['authenticated', 'plausible', 'unverified'] as const
export const PAST_DATES = ['shift', 'comment', 'error'] as const
export const NEW_CASES = ['allow', 'refuse'] as const
export const CLOSED_CASES = ['reopen', 'newCase'] as const
export const CHANGED_SUBJECTS = ['follow', 'newCase'] as const

/** The purposes of a route. */
export const ROUTE_TARGETS = ['status', 'case'] as const

/** Priorities of a case, the least first. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const

/** Scopes of a token. */
export const API_SCOPES = [
  'admin',
  'case:read',
  'case:write',
  'console:read',
  'console:write',
  'fetcher:read',
  'fetcher:write',
  'notifier:read',
  'notifier:write',
  'parser:read',
  'status:board',
  'status:comments',
  'status:read',
  'status:set',
  'status:write',
] as const

/** Codes with which a browser that comes back from a provider of OpenID Connect is refused; the page has a sentence for each. */
export const SIGN_IN_REFUSALS = [
  'account_of_another',
  'administrator',
  'bound_meanwhile',
  'foreign_domain',
  'no_address',
  'no_flow',
  'oidc_refused',
  'other_account',
  'person_gone',
  'provider_unavailable',
  'signed_out',
  'too_many_tries',
  'unknown_address',
  'unproven_address',
] as const
export type SignInRefusal = (typeof SIGN_IN_REFUSALS)[number]
