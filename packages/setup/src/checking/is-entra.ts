const HOSTS = /^(login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)|sts\.windows\.net)$/

/** Whether Microsoft Entra is the issuer, which writes any text as an address: what is believed of others is not of it. */
export const isEntra = (issuer: string): boolean => HOSTS.test(URL.parse(issuer)?.hostname.replace(/\.$/, '') ?? '')
