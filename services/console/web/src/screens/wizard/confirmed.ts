/**
 * Whether the number of mails was typed, in digits that may stand in groups. With no mail there is nothing to confirm. Pure.
 * @param typed as it stands in the field
 */
export function confirmed(typed: string, messages: number): boolean {
  return messages === 0 || typed.replaceAll(/(?<=\d)[\s.,’'](?=\d{3})/gu, '').trim() === String(messages)
}
