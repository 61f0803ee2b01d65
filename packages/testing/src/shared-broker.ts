/**
 * One nats-server for many test files, each with an account of its own. The accounts exist from the start and are
 * handed out one after the other: a server that reloads its configuration loses, for a moment, the JetStream API of
 * every account it has. The server asks this process who may connect to an account (auth callout, ADR-26).
 */
import { randomBytes } from 'node:crypto'
import { createAccount, createUser, fromPublic, type KeyPair } from '@nats-io/nkeys'
import { connect, type Msg, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { startNats } from './nats.ts'
import { tempDir } from './temp-dir.ts'

export interface BrokerUser {
  /** `U…` of its nkey. */
  readonly publicKey: string
  /** Without any, everything within its account is allowed. */
  readonly permissions?: { readonly publish: readonly string[]; readonly subscribe: readonly string[] }
}

export interface SharedBroker {
  readonly url: string
  /** Opens an empty account with JetStream for these users. */
  openAccount(users: readonly BrokerUser[]): void
  stop(): Promise<void>
}

/** More than there are test files. */
const ACCOUNTS = 200
/** The total that the streams of all accounts may reserve; none of it is used before there are messages. */
const MOST_RESERVED = '1TB'
/** On a loaded machine the answer to a log-in may take long. */
const LOGIN_SECONDS = 30

interface Member extends BrokerUser {
  readonly account: string
}

export async function startSharedBroker(): Promise<SharedBroker> {
  const issuer = createAccount()
  const desk = createUser()
  const names = Array.from({ length: ACCOUNTS }, (_, n) => `TEST_${n + 1}`)
  const nats = await startNats({
    dir: await tempDir('shared-nats'),
    syncAlways: false,
    maxStore: MOST_RESERVED,
    config: `accounts {
  DESK { users: [{ nkey: ${desk.getPublicKey()} }] }
${names.map((name) => `  ${name} { jetstream: enabled }`).join('\n')}
}
authorization {
  timeout: ${LOGIN_SECONDS}
  auth_callout { issuer: ${issuer.getPublicKey()}, account: DESK, auth_users: [${desk.getPublicKey()}] }
}`,
  })
  const members = new Map<string, Member>()
  const connection = await connect({ servers: nats.url, authenticator: nkeyAuthenticator(desk.getSeed()) })
  answerLogins(connection, issuer, members)
  await connection.flush()
  return {
    url: nats.url,
    openAccount(users) {
      const account = names.shift()
      if (account === undefined) throw new Error(`all ${ACCOUNTS} accounts of the shared broker are taken`)
      for (const user of users) members.set(user.publicKey, { ...user, account })
    },
    async stop() {
      await connection.close()
      await nats.stop()
    },
  }
}

/** A request to admit a user, in the server's words. */
interface Login {
  nats: {
    server_id: { id: string }
    user_nkey: string
    client_info: { nonce?: string }
    connect_opts: { nkey?: string; sig?: string }
  }
}

function answerLogins(connection: NatsConnection, issuer: KeyPair, members: ReadonlyMap<string, Member>): void {
  const callback = (_: Error | null, message: Msg): void => {
    const { nats } = loginOf(message.string())
    const member = members.get(nats.connect_opts.nkey ?? '')
    const verdict =
      member !== undefined && isSigned(nats, member)
        ? { jwt: userToken(issuer, nats.user_nkey, member) }
        : { error: 'the key belongs to no account' }
    const answer = { ...verdict, type: 'authorization_response', version: 2 }
    message.respond(token(issuer, { sub: nats.user_nkey, aud: nats.server_id.id, nats: answer }))
  }
  connection.subscribe('$SYS.REQ.USER.AUTH', { callback })
}

function isSigned({ client_info, connect_opts }: Login['nats'], { publicKey }: Member): boolean {
  const nonce = new TextEncoder().encode(client_info.nonce)
  return fromPublic(publicKey).verify(nonce, Buffer.from(connect_opts.sig ?? '', 'base64url'))
}

const UNLIMITED = { subs: -1, data: -1, payload: -1 }

function userToken(issuer: KeyPair, user: string, { account, permissions }: Member): string {
  const allowed = permissions && { pub: { allow: permissions.publish }, sub: { allow: permissions.subscribe } }
  return token(issuer, { sub: user, aud: account, nats: { ...UNLIMITED, ...allowed, type: 'user', version: 2 } })
}

/** A JSON Web Token as nats-server reads it: signed with an nkey. */
function token(issuer: KeyPair, claims: object): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const about = {
    jti: randomBytes(16).toString('hex'),
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
  }
  const signed = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part({ ...about, ...claims })}`
  return `${signed}.${Buffer.from(issuer.sign(new TextEncoder().encode(signed))).toString('base64url')}`
}

function loginOf(request: string): Login {
  const [, claims = ''] = request.split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Login
}
