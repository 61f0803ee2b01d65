import type { SignInWords } from './en.ts'

export const words: SignInWords = {
  'signIn.address': 'Dirección',
  'signIn.password': 'Contraseña',
  'signIn.refused': 'No se ha iniciado la sesión.',
  'refusal.account_of_another': 'Esta cuenta está vinculada a otra persona.',
  'refusal.administrator':
    'A quien administra no basta con una dirección: inicie primero la sesión con contraseña y vincule después la cuenta.',
  'refusal.bound_meanwhile': 'La cuenta se vinculó entretanto. Empiece de nuevo.',
  'refusal.foreign_domain':
    'El proveedor no está declarado como autoridad para las direcciones de este dominio. Puede declararlo quien administra.',
  'refusal.no_address': 'El proveedor no indica ninguna dirección de esta cuenta.',
  'refusal.no_flow': 'Nadie empezó aquí a iniciar sesión, o hace demasiado tiempo. Empiece de nuevo.',
  'refusal.oidc_refused': 'El proveedor no le dejó entrar, o su respuesta no es de fiar. Empiece de nuevo.',
  'refusal.other_account': 'La persona está vinculada a otra cuenta de este proveedor.',
  'refusal.person_gone': 'La persona de esta cuenta ya no figura en la configuración.',
  'refusal.provider_unavailable': 'El proveedor no responde. Inténtelo más tarde, o inicie la sesión con contraseña.',
  'refusal.signed_out': 'Su sesión se cerró entretanto, así que no se vinculó ninguna cuenta. Empiece de nuevo.',
  'refusal.too_many_tries': 'Hubo demasiados intentos desde esta red. Espere un rato.',
  'refusal.unknown_address': 'Nadie tiene en la configuración la dirección de esta cuenta.',
  'refusal.unproven_address': 'El proveedor no responde por la dirección de esta cuenta.',
  'signIn.submit': 'Iniciar sesión',
  'signIn.first':
    '¿Aún no tiene contraseña? Un administrador crea un enlace para ponerla. El primer administrador lo tiene en la terminal: npm start lo muestra, y también tubepost sign-in-link.',
  'signIn.notPossible': 'Aquí nadie puede iniciar sesión.',
  'signIn.with': 'Iniciar sesión con {name}',
  'signIn.elsewhere': 'Se abre en otra pestaña. Cuando haya iniciado sesión allí, vuelva a esta.',
  'signIn.ended': 'Su sesión ha terminado. Inicie sesión de nuevo.',
  'signIn.endedTyped':
    'Su sesión ha terminado. Cuando vuelva a iniciarla, seguirá aquí lo que escribió, salvo las contraseñas. Para cualquier otra persona esta página empieza de nuevo.',
  'signIn.link': 'Este enlace le da acceso una sola vez. Después elige una contraseña.',
  'signIn.setPassword': 'Elegir una contraseña',
  'signIn.newPassword': 'Contraseña nueva',
  'signIn.newHint': '12 caracteres como mínimo; varias palabras sirven.',
  'signIn.later': 'En adelante inicia sesión con esta dirección',
  'signIn.repeat': 'La misma otra vez',
  'signIn.differ': 'Las dos no son iguales.',
  'signIn.keep': 'Poner la contraseña',
}
