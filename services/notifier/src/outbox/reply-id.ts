const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What is no UUID names no reply, and would make the database complain. */
export const isReplyId = (text: string): boolean => UUID.test(text)
