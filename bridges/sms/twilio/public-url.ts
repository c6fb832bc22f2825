import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/**
 * Whether all addresses of a secure URL's host are public ones: what a report names must not lead into the
 * network of whoever runs this. @throws the resolver's error when the host can't be found now
 */
export async function isPublic({ protocol, hostname }: URL): Promise<boolean> {
  if (protocol !== 'https:') return false
  const host = hostname.replace(/^\[|\]$/g, '')
  const found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host }]
  return found.length > 0 && !found.some(({ address }) => isReserved(address))
}

function isReserved(address: string): boolean {
  return reserved.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** IANA's registries of special-purpose addresses (RFC 6890), and multicast. */
const reserved = blockListOf({
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
    ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15'],
    ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ],
  ipv6: [
    '::/127',
    '64:ff9b::/96',
    '100::/64',
    '2001:db8::/32',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ],
})

function blockListOf(subnets: Readonly<Record<'ipv4' | 'ipv6', readonly string[]>>): BlockList {
  const list = new BlockList()
  for (const family of ['ipv4', 'ipv6'] as const) {
    for (const subnet of subnets[family]) {
      const [address = '', bits = ''] = subnet.split('/')
      list.addSubnet(address, Number(bits), family)
    }
  }
  return list
}
