import { openDialog, type SmtpDialog } from '@tubepost/testing'

/** A dialog with an intake that has come as far as the DATA of a mail to this recipient. */
export async function openData(port: number, to: string): Promise<SmtpDialog> {
  const dialog = await openDialog(port)
  for (const command of ['EHLO client.example.org', 'MAIL FROM:<ann@example.org>', `RCPT TO:<${to}>`, 'DATA']) {
    const answer = await dialog.ask(command)
    if (!/^[23]/.test(answer ?? '')) throw new Error(`${command} was answered ${answer}`)
  }
  return dialog
}
