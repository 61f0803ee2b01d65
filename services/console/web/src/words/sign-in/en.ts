import type { InEachLanguage, Plural } from '../in-each-language.ts'

/** The sentences of the sign-in in English; what holds for `../en.ts` holds for these. */
export const words = {
  'signIn.address': 'Address',
  'signIn.password': 'Password',
  'signIn.refused': 'You were not signed in.',
  'refusal.account_of_another': 'This account is bound to somebody else.',
  'refusal.administrator':
    'An administrator is not known by an address alone: sign in by password first, and bind the account then.',
  'refusal.bound_meanwhile': 'The account was bound meanwhile. Begin again.',
  'refusal.foreign_domain':
    'The provider is not declared to be the authority for addresses of this domain. An administrator can declare it.',
  'refusal.no_address': 'The provider says no address of this account.',
  'refusal.no_flow': 'Nobody began to sign in here, or too long ago. Begin again.',
  'refusal.oidc_refused': 'The provider did not let you in, or its answer cannot be believed. Begin again.',
  'refusal.other_account': 'The person is bound to another account of this provider.',
  'refusal.person_gone': 'The person of this account is not in the set-up any more.',
  'refusal.provider_unavailable': 'The provider does not answer. Try again in a while, or sign in by password.',
  'refusal.signed_out': 'You were signed out meanwhile, so no account was bound. Begin again.',
  'refusal.too_many_tries': 'There were too many tries from this network. Wait a while.',
  'refusal.unknown_address': 'Nobody in the set-up has the address of this account.',
  'refusal.unproven_address': 'The provider does not vouch for the address of this account.',
  'signIn.submit': 'Sign in',
  'signIn.first':
    'No password yet? An administrator makes a link that lets you set one. The first administrator has it from the terminal: npm start prints it, and so does tubepost sign-in-link.',
  'signIn.notPossible': 'Nobody can sign in here.',
  'signIn.with': 'Sign in with {name}',
  'signIn.elsewhere': 'It opens in another tab. Once you are signed in there, come back to this one.',
  'signIn.ended': 'Your session has ended. Sign in again.',
  'signIn.endedTyped':
    'Your session has ended. Once you have signed in again, what you typed is still here, except passwords. For anybody else this page begins anew.',
  'signIn.link': 'This link signs you in, once. Then you choose a password.',
  'signIn.setPassword': 'Choose a password',
  'signIn.newPassword': 'New password',
  'signIn.newHint': '12 characters at least; several words will do.',
  'signIn.later': 'You sign in with this address from now on',
  'signIn.repeat': 'The same again',
  'signIn.differ': 'The two are not the same.',
  'signIn.keep': 'Set the password',
} as const satisfies Record<string, string | Plural>

export type SignInWords = InEachLanguage<typeof words>
