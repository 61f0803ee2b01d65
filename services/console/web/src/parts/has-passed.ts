/** Whether a moment, if there is one, lies in the past. Pure. @param now in milliseconds */
export const hasPassed = (at: string | null, now: number): boolean => at !== null && Date.parse(at) <= now
