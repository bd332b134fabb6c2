import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { quote } from "../../wording/quote.ts";

/** An address, a block or a range of a network perimeter. */
export interface Address {
  readonly value: string;
  readonly type: "CIDR" | "RANGE" | "EXACT";
  readonly version: "IPV4" | "IPV6";
}

/** Schema of an address, a block (CIDR) or a range, given as a string. */
export const addressSchema = z.string().transform((text, context): Address => {
  const address = addressOf(text);
  if (address) return address;
  const message = `${quote(text)} is not an IP address, a block or a range: write for example 198.51.100.7, 203.0.113.0/24 or 10.0.0.1-10.0.0.9.`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

function addressOf(text: string): Address | undefined {
  const value = text.trim().replace(/\s*-\s*/, "-");
  const [first = "", last] = value.split("-");
  if (last !== undefined) return isRange(first, last) ? { value, type: "RANGE", version: versionOf(first) } : undefined;
  const [network = "", bits] = value.split("/");
  if (bits !== undefined)
    return isBlock(network, bits) ? { value, type: "CIDR", version: versionOf(network) } : undefined;
  return isPlainIp(value) ? { value, type: "EXACT", version: versionOf(value) } : undefined;
}

function isRange(first: string, last: string): boolean {
  if (!isPlainIp(first) || isIP(first) !== isIP(last)) return false;
  return accepts((list) => list.addRange(first, last, familyOf(first)));
}

function isBlock(network: string, bits: string): boolean {
  if (!isPlainIp(network) || !/^\d{1,3}$/.test(bits)) return false;
  return accepts((list) => list.addSubnet(network, Number(bits), familyOf(network)));
}

/** BlockList throws for an invalid prefix length and for a range that ends before it begins. */
function accepts(add: (list: BlockList) => void): boolean {
  try {
    add(new BlockList());
    return true;
  } catch {
    return false;
  }
}

function isPlainIp(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

function familyOf(ip: string): "ipv4" | "ipv6" {
  return isIP(ip) === 6 ? "ipv6" : "ipv4";
}

function versionOf(ip: string): Address["version"] {
  return isIP(ip) === 6 ? "IPV6" : "IPV4";
}
