/** The board on a screen in the hall; its link leads here whoever comes. */
export const WALL_PATH = '/wall'
