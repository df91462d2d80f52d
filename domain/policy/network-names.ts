/** `10.0.0.1/255.0.0.0:80-` or `[2001:db8::1]/[ffff::]:443`: mask and ports as may be (A.2). */
export function isIpAddress(text: string): boolean {
  const [, six, mask, ports] = /^\[([^\]]*)\](?:\/\[([^\]]*)\])?(?::(.*))?$/u.exec(text) ?? []
  if (six !== undefined) return isIpv6(six) && isIpv6(mask ?? '::') && isPortRange(ports)
  const [, four, fourMask, fourPorts] = /^([^/:]*)(?:\/([^:]*))?(?::(.*))?$/u.exec(text) ?? []
  if (four === undefined) return false
  return isIpv4(four) && isIpv4(fourMask ?? '0.0.0.0') && isPortRange(fourPorts)
}

const isIpv4 = (text: string): boolean =>
  /^(?:\d{1,3}\.){3}\d{1,3}$/u.test(text) && text.split('.').every((part) => Number(part) <= 255)

/** RFC 4291, section 2.2: eight groups, the last two perhaps as IPv4, and one `::` for what is zero. */
function isIpv6(text: string): boolean {
  const [head = '', tail, another] = text.split('::')
  if (another !== undefined) return false
  if (tail === undefined) return groupCount(head, true) === 8
  return groupCount(head, false) + groupCount(tail, true) <= 7
}

/** NaN when one of the groups is none. */
function groupCount(text: string, isLast: boolean): number {
  if (text === '') return 0
  const groups = text.split(':')
  const last = groups.at(-1) ?? ''
  const endsInIpv4 = isLast && isIpv4(last)
  const plain = endsInIpv4 ? groups.slice(0, -1) : groups
  if (!plain.every((group) => /^[0-9A-Fa-f]{1,4}$/u.test(group))) return Number.NaN
  return plain.length + (endsInIpv4 ? 2 : 0)
}

/** `80`, `80-`, `-80` or `80-443`; none at all stands for every port. */
export function isPortRange(text: string | undefined): boolean {
  if (text === undefined) return true
  const [, first = '', dash, last = ''] = /^(\d{0,5})(-)?(\d{0,5})$/u.exec(text) ?? []
  if (dash === undefined && first === '') return false
  return first + last !== '' && Number(first) <= 65_535 && Number(last) <= 65_535
}

const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u

/** Labels with dots between, perhaps a last dot; the first may be `*`, before others (A.2). */
export function isHostName(text: string): boolean {
  const labels = text.split('.')
  const named = labels.length > 1 && labels.at(-1) === '' ? labels.slice(0, -1) : labels
  const written = named.length > 1 && named[0] === '*' ? named.slice(1) : named
  return text.length <= 255 && written.every((each) => label.test(each))
}
