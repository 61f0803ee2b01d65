import type { SignInWords } from './en.ts'

export const words: SignInWords = {
  'signIn.address': 'Adresse',
  'signIn.password': 'Passwort',
  'signIn.refused': 'Sie wurden nicht angemeldet.',
  'refusal.account_of_another': 'Dieses Konto ist an jemand anderen gebunden.',
  'refusal.administrator':
    'Für die Verwaltung genügt eine Adresse nicht: Melden Sie sich zuerst mit Passwort an und binden Sie dann das Konto.',
  'refusal.bound_meanwhile': 'Das Konto wurde inzwischen gebunden. Beginnen Sie von vorn.',
  'refusal.foreign_domain':
    'Der Anbieter ist nicht als zuständig für Adressen dieser Domain eingetragen. Das kann die Verwaltung tun.',
  'refusal.no_address': 'Der Anbieter nennt keine Adresse dieses Kontos.',
  'refusal.no_flow': 'Hier hat niemand eine Anmeldung begonnen, oder vor zu langer Zeit. Beginnen Sie von vorn.',
  'refusal.oidc_refused':
    'Der Anbieter hat Sie nicht eingelassen, oder seiner Antwort ist nicht zu trauen. Beginnen Sie von vorn.',
  'refusal.other_account': 'Die Person ist an ein anderes Konto dieses Anbieters gebunden.',
  'refusal.person_gone': 'Die Person dieses Kontos ist nicht mehr eingetragen.',
  'refusal.provider_unavailable':
    'Der Anbieter antwortet nicht. Versuchen Sie es später, oder melden Sie sich mit Passwort an.',
  'refusal.signed_out': 'Sie wurden inzwischen abgemeldet, also wurde kein Konto gebunden. Beginnen Sie von vorn.',
  'refusal.too_many_tries': 'Aus diesem Netz kamen zu viele Versuche. Warten Sie eine Weile.',
  'refusal.unknown_address': 'Niemand ist mit der Adresse dieses Kontos eingetragen.',
  'refusal.unproven_address': 'Der Anbieter bürgt nicht für die Adresse dieses Kontos.',
  'signIn.submit': 'Anmelden',
  'signIn.first':
    'Noch kein Passwort? Ein Administrator macht einen Link, mit dem Sie eines setzen. Der erste Administrator hat ihn aus dem Terminal: npm start zeigt ihn, und tubepost sign-in-link auch.',
  'signIn.notPossible': 'Hier kann sich niemand anmelden.',
  'signIn.with': 'Mit {name} anmelden',
  'signIn.elsewhere': 'Das öffnet einen anderen Tab. Kommen Sie hierher zurück, sobald Sie dort angemeldet sind.',
  'signIn.ended': 'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an.',
  'signIn.endedTyped':
    'Ihre Sitzung ist zu Ende. Sobald Sie wieder angemeldet sind, ist noch da, was Sie eingegeben haben, außer Passwörtern. Für alle anderen beginnt diese Seite von vorn.',
  'signIn.link': 'Dieser Link meldet Sie an, ein einziges Mal. Danach wählen Sie ein Passwort.',
  'signIn.setPassword': 'Ein Passwort wählen',
  'signIn.newPassword': 'Neues Passwort',
  'signIn.newHint': 'Mindestens 12 Zeichen; mehrere Wörter sind gut.',
  'signIn.later': 'Mit dieser Adresse melden Sie sich künftig an',
  'signIn.repeat': 'Noch einmal dasselbe',
  'signIn.differ': 'Die beiden sind nicht gleich.',
  'signIn.keep': 'Passwort setzen',
}
