import { BlockList, isIP } from "node:net";

/** The version of an IP address as the API names it. */
export type IpVersion = "IPV4" | "IPV6";

/** The addresses that an entry of a network perimeter covers. */
export interface AddressBlock {
  readonly version: IpVersion;
  /** Whether an address is one of them; an IPv4 address may come in its IPv6 form (`::ffff:192.0.2.7`). */
  holds(address: string): boolean;
}

/**
 * The addresses of a value: a block for `CIDR`, a first and a last one for `RANGE`, a single one for `EXACT`. Short and
 * octal forms of IPv4 (`10.1`, `010.0.0.1`) are not addresses. `undefined` if the value is not valid for the type.
 */
export function addressBlock(value: string, type: string): AddressBlock | undefined {
  if (type === "CIDR") return cidrBlock(value);
  const [first = "", last = type === "EXACT" ? first : "", ...more] =
    type === "EXACT" ? [value] : value.split("-").map((one) => one.trim());
  if (more.length > 0 || !isAddress(first) || isIP(first) !== isIP(last)) return undefined;
  return block(first, kindOf(first), (list) => list.addRange(first, last, familyOf(first)));
}

/** Whether a string is an IP address, without a zone. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

function cidrBlock(value: string): AddressBlock | undefined {
  const [network = "", bits = "", ...more] = value.split("/");
  if (more.length > 0 || !isAddress(network) || !/^\d{1,3}$/.test(bits)) return undefined;
  return block(network, familyOf(network), (list) => list.addSubnet(network, Number(bits), familyOf(network)));
}

function block(address: string, kind: Family, add: (list: BlockList) => void): AddressBlock | undefined {
  const list = new BlockList();
  try {
    add(list);
  } catch {
    // A block that is too wide, or a range that ends before it begins.
    return undefined;
  }
  return {
    version: isIP(address) === 6 ? "IPV6" : "IPV4",
    // Without the comparison, a block of IPv6 such as ::/0 would hold the addresses of IPv4 as well.
    holds: (other) => kindOf(other) === kind && list.check(other, familyOf(other)),
  };
}

type Family = "ipv4" | "ipv6";

function familyOf(address: string): Family {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

const mapped = new BlockList();
mapped.addSubnet("::ffff:0:0", 96, "ipv6");

/** The family that an address belongs to, in whatever form it is written. */
function kindOf(address: string): Family {
  const family = familyOf(address);
  return family === "ipv6" && mapped.check(address, "ipv6") ? "ipv4" : family;
}
