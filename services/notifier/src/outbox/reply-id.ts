const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A text that is no UUID names no reply, and would be an error to the database. */
export const isReplyId = (text: string): boolean => UUID.test(text)
