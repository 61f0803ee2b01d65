type Server = 'proxy' | 'account' | 'container' | 'object'

/**
 * The files of a Swift with one device, by name; see proxy-server.conf(5). Its servers find one another by rings,
 * which `swift-servers.py` makes from them.
 */
export function swiftConfig(options: {
  readonly dir: string
  readonly user: string
  readonly ports: Readonly<Record<Server, number>>
  /** `account:user`, the form in which S3 names the signer. */
  readonly accessKey: string
  readonly secretKey: string
}): Readonly<Record<string, string>> {
  const { dir, user, ports } = options
  const defaults = (server: Server) => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${ports[server]}
workers = 0
user = ${user}
swift_dir = ${dir}
devices = ${dir}/devices
mount_check = false
`
  const storing = (server: Server, app: string) => `${defaults(server)}
[pipeline:main]
pipeline = ${server}-server
[app:${server}-server]
use = egg:swift#${app}
`
  return {
    'swift.conf': `[swift-hash]
swift_hash_path_suffix = tubepost
[storage-policy:0]
name = memory
default = yes
`,
    'account.conf': storing('account', 'account'),
    'container.conf': storing('container', 'container'),
    'object.conf': storing('object', 'mem_object'),
    'proxy.conf': `${defaults('proxy')}
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
# tempauth will not be without one; nobody answers there, and Swift works on.
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_${options.accessKey.replace(':', '_')} = ${options.secretKey} .admin
[filter:slo]
use = egg:swift#slo
`,
  }
}
