import type { SystemUser } from './system-user.ts'

export type DovecotPlaces = {
  /** As `dovecot --version` prints it: '2.3.19.1 (9b53102964)'. */
  readonly version: string
  readonly dir: string
  /** Run folder with the sockets. */
  readonly base: string
  readonly mail: string
  readonly passwords: string
  readonly host: string
  readonly port: number
  /** Owner of the mails. */
  readonly owner: SystemUser
  /** Without root, the one user of all processes, who cannot change their root folder. */
  readonly runAs: { readonly user: string; readonly group: string } | undefined
}

/** 2.4 renamed many settings of 2.3, and requires its own version first. */
export function dovecotConfig(places: DovecotPlaces): string {
  return places.version.startsWith('2.3') ? [settings23(places), common(places)].join('\n') : settings24(places)
}

function settings23({ dir, mail, passwords, owner }: DovecotPlaces): string {
  return `
mail_location = maildir:~/Maildir:LAYOUT=fs:UTF-8

ssl = no
disable_plaintext_auth = no
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${passwords}
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${mail}/%u
}
log_path = ${dir}/dovecot.log
`
}

function settings24(places: DovecotPlaces): string {
  const { dir, mail, passwords, owner, version } = places
  const number = version.split(/[ -]/)[0]
  return `dovecot_config_version = ${number}
dovecot_storage_version = ${number}
mail_driver = maildir
mail_path = ~/Maildir
mailbox_list_layout = fs
mailbox_list_utf8 = yes
ssl = no
auth_allow_cleartext = yes
passdb passwd-file {
  passwd_file_path = ${passwords}
  default_password_scheme = PLAIN
}
userdb static {
  fields {
    uid = ${owner.uid}
    gid = ${owner.gid}
    home = ${mail}/%{user}
  }
}
log_path = ${dir}/dovecot.log
${common(places)}`
}

/** Many sessions of one user, no delay after a wrong password, and no fsync: the mails are test data. */
function common({ version, base, host, port, runAs }: DovecotPlaces): string {
  const manySessions = version.startsWith('2.3') ? 'service_count = 0' : 'restart_request_count = unlimited'
  return `
protocols = imap
listen = ${host}
base_dir = ${base}
first_valid_uid = 1
mail_max_userip_connections = 1000
mail_fsync = never
auth_failure_delay = 0
shutdown_clients = yes
${runAs === undefined ? '' : asOneUser(runAs)}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
  }
  mailbox Sent {
    special_use = \\Sent
  }
  mailbox Trash {
    special_use = \\Trash
  }
  mailbox Junk {
    special_use = \\Junk
  }
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
  ${manySessions}
  client_limit = 1000
  process_min_avail = 1
}
service imap {
  process_limit = 1000
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`
}

function asOneUser({ user, group }: { user: string; group: string }): string {
  const unconfined = ['anvil', 'imap-login', 'stats'].map((service) => `service ${service} {\n  chroot =\n}`).join('\n')
  return `default_internal_user = ${user}\ndefault_internal_group = ${group}\ndefault_login_user = ${user}\n${unconfined}`
}
