import type { PersonEntry } from '../schema/setup-schema.ts'
import { byTitle, foldTitle } from './title-words.ts'

/** A field of a person; a full name may come in two columns. */
export type PeopleColumn = keyof PersonEntry | 'firstName' | 'lastName'

/** Titles of columns in English, German, French and Spanish, folded as `foldTitle` folds them. */
const TITLES: Readonly<Record<PeopleColumn, readonly string[]>> = {
  id: ['id', 'kennung', 'identifiant', 'identificador'],
  name: ['name', 'fullname', 'displayname', 'vollstandigername', 'anzeigename', 'nomcomplet', 'nombrecompleto'],
  firstName: ['firstname', 'givenname', 'vorname', 'prenom', 'nombredepila'],
  lastName: ['lastname', 'surname', 'familyname', 'nachname', 'familienname', 'nomdefamille', 'apellido', 'apellidos'],
  addresses: [
    ...['address', 'addresses', 'email', 'emails', 'emailaddress', 'emailaddresses', 'mail', 'mailaddress'],
    ...['adresse', 'adressen', 'emailadresse', 'emailadressen', 'mailadresse', 'mailadressen'],
    ...['adresses', 'adressemail', 'adresseemail', 'adresseelectronique', 'courriel', 'courriels'],
    ...[
      'correo',
      'correos',
      'correoelectronico',
      'correoselectronicos',
      'direccion',
      'direcciondecorreo',
      'direcciones',
    ],
  ],
  timeZone: ['timezone', 'zeitzone', 'fuseauhoraire', 'zonahoraria', 'husohorario'],
  locale: ['locale', 'language', 'sprache', 'langue', 'idioma', 'lengua'],
  role: ['role', 'rolle', 'rol', 'funktion', 'fonction', 'funcion'],
}
const BY_TITLE = byTitle(TITLES)
export const PEOPLE_TITLES: readonly string[] = [...BY_TITLE.keys()]

/**
 * The columns that the titles of a header mean; undefined for one that means none. `E-Mail 2` is one more address. French
 * `Nom` and Spanish `Nombre` are halves of a name where the other half has a column, else the whole.
 */
export function peopleColumns(titles: readonly string[]): (PeopleColumn | undefined)[] {
  const folded = titles.map(foldTitle)
  const known = folded.map((title) => BY_TITLE.get(title) ?? BY_TITLE.get(title.replace(/\d+$/, '')))
  return folded.map((title, at) => {
    if (title === 'nom') return known.includes('firstName') ? 'lastName' : 'name'
    if (title === 'nombre') return known.includes('lastName') ? 'firstName' : 'name'
    // English and German sheets write `Name` beside `Vorname`, too.
    if (title === 'name' && known.includes('firstName') && !known.includes('lastName')) return 'lastName'
    return known[at]
  })
}
