"""OpenStack Swift on 127.0.0.1 as the servers named by the arguments: swift-servers.py FOLDER SERVER...

FOLDER holds swift.conf, and for each SERVER (account, container, object, proxy) a SERVER.conf with its bind_port and, for
those that store, a ring of one device, which is made here. The servers end with this process.
"""
import os
import sys
from configparser import ConfigParser

import swift.common.utils
from swift.common.ring import RingBuilder

PART_POWER = 4
REPLICAS = 1

folder, servers = sys.argv[1], sys.argv[2:]
swift.common.utils.SWIFT_CONF_FILE = os.path.join(folder, 'swift.conf')

from swift.common.wsgi import run_wsgi  # noqa: E402  it reads the file named above when it is loaded


def make_ring(name):
    config = ConfigParser()
    config.read(os.path.join(folder, f'{name}.conf'))
    address = {'ip': '127.0.0.1', 'port': config.getint('DEFAULT', 'bind_port')}
    builder = RingBuilder(PART_POWER, REPLICAS, 0)
    builder.add_dev(
        {
            **address,
            'replication_ip': address['ip'],
            'replication_port': address['port'],
            **{'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'device': 'device', 'meta': ''},
        }
    )
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f'{name}.ring.gz'))


def serve(name):
    sys.exit(run_wsgi(os.path.join(folder, f'{name}.conf'), f'{name}-server', verbose=True))


for name in servers:
    if name != 'proxy':
        make_ring(name)
for name in servers[1:]:
    if os.fork() == 0:
        serve(name)
serve(servers[0])
