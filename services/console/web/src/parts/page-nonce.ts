/** Written into the page by the server, another for each answer: `services/console/src/pages.ts`. */
export const pageNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
