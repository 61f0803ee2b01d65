import { later } from '../parts/later.tsx'

/** The board on a screen in the hall, without the frame. */
export const Wall = later(() => import('../screens/wall/wall.tsx'))
