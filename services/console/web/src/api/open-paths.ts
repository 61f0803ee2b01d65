/** Here stands the sign-in whoever comes; links to sign in lead here. */
export const SIGN_IN_PATH = '/sign-in'
/** The board on a screen in the hall; its link leads here whoever comes. */
export const WALL_PATH = '/wall'
