import type { SignInWords } from './en.ts'

export const words: SignInWords = {
  'signIn.address': 'Adresse',
  'signIn.password': 'Mot de passe',
  'signIn.refused': 'La connexion n’a pas eu lieu.',
  'refusal.account_of_another': 'Ce compte est lié à quelqu’un d’autre.',
  'refusal.administrator':
    'Une adresse ne suffit pas pour administrer : connectez-vous d’abord par mot de passe, puis liez le compte.',
  'refusal.bound_meanwhile': 'Le compte a été lié entre-temps. Recommencez.',
  'refusal.foreign_domain':
    'Le fournisseur n’est pas déclaré responsable des adresses de ce domaine. L’administration peut le déclarer.',
  'refusal.no_address': 'Le fournisseur n’indique aucune adresse pour ce compte.',
  'refusal.no_flow': 'Personne n’a commencé à se connecter ici, ou il y a trop longtemps. Recommencez.',
  'refusal.oidc_refused':
    'Le fournisseur ne vous a pas laissé entrer, ou sa réponse n’est pas digne de foi. Recommencez.',
  'refusal.other_account': 'La personne est liée à un autre compte de ce fournisseur.',
  'refusal.person_gone': 'La personne de ce compte ne figure plus dans la configuration.',
  'refusal.provider_unavailable':
    'Le fournisseur ne répond pas. Réessayez plus tard, ou connectez-vous par mot de passe.',
  'refusal.signed_out': 'Vous avez été déconnecté entre-temps : aucun compte n’a été lié. Recommencez.',
  'refusal.too_many_tries': 'Trop d’essais depuis ce réseau. Attendez un moment.',
  'refusal.unknown_address': 'Personne dans la configuration n’a l’adresse de ce compte.',
  'refusal.unproven_address': 'Le fournisseur ne garantit pas l’adresse de ce compte.',
  'signIn.submit': 'Se connecter',
  'signIn.first':
    'Pas encore de mot de passe ? Un administrateur crée un lien qui permet d’en choisir un. Le premier administrateur le trouve dans le terminal : npm start l’affiche, tubepost sign-in-link aussi.',
  'signIn.notPossible': 'Personne ne peut se connecter ici.',
  'signIn.with': 'Se connecter avec {name}',
  'signIn.elsewhere': 'Cela ouvre un autre onglet. Une fois connecté là, revenez à celui-ci.',
  'signIn.ended': 'Votre session a pris fin. Connectez-vous de nouveau.',
  'signIn.endedTyped':
    'Votre session a pris fin. Une fois reconnecté, vous retrouverez ce que vous aviez saisi, sauf les mots de passe. Pour toute autre personne, cette page recommence à zéro.',
  'signIn.link': 'Ce lien vous connecte, une seule fois. Vous choisissez ensuite un mot de passe.',
  'signIn.setPassword': 'Choisir un mot de passe',
  'signIn.newPassword': 'Nouveau mot de passe',
  'signIn.newHint': '12 caractères au moins ; plusieurs mots conviennent.',
  'signIn.later': 'Vous vous connecterez désormais avec cette adresse',
  'signIn.repeat': 'Encore une fois le même',
  'signIn.differ': 'Les deux ne sont pas identiques.',
  'signIn.keep': 'Définir le mot de passe',
}
