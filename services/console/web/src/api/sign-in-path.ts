/** Here stands the sign-in whoever comes; links to sign in lead here. */
export const SIGN_IN_PATH = '/sign-in'
