import { readFileSync } from "node:fs";
import { endianness } from "node:os";

/** The two ends of a TCP connection, from the side of the one that accepted it. */
export interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localPort?: number | undefined;
}

/** Linux's tables of TCP connections: those over IPv4, and those of programs that reach an IPv4 address over IPv6. */
const tables = ["/proc/net/tcp", "/proc/net/tcp6"];

/** How the table begins an IPv4 address that is reached over IPv6: `::ffff:` in words of the machine's bytes. */
const mapped = `${"0".repeat(16)}${endianness() === "LE" ? "FFFF0000" : "0000FFFF"}`;

/** Whether this system says to whom a connection on it belongs: Linux does. */
export function knowsOwners(): boolean {
  return process.platform === "linux" && tableAt(tables[0] ?? "") !== undefined;
}

/**
 * The id of the user whose program connected from this machine; undefined if the system does not say it.
 *
 * @see https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt
 */
export function ownerOf({ remoteAddress = "", remotePort = 0, localPort = 0 }: Connection): number | undefined {
  const address = inTables(remoteAddress);
  const port = hexadecimal(remotePort, 4);
  const ends = [`${address}:${port}`, `${mapped}${address}:${port}`];
  const owners = new Set<number>();
  for (const line of tables.flatMap((table) => tableAt(table) ?? [])) {
    const [, from = "", to = "", , , , , owner = ""] = line.trim().split(/\s+/);
    if (ends.includes(from) && to.endsWith(`:${hexadecimal(localPort, 4)}`)) owners.add(Number(owner));
  }
  const [owner, another] = owners;
  return another === undefined ? owner : undefined;
}

function tableAt(file: string): string[] | undefined {
  try {
    return readFileSync(file, "utf8").split("\n").slice(1);
  } catch {
    return undefined;
  }
}

/** An IPv4 address as the tables show it: a number in the order of the machine's bytes. */
function inTables(address: string): string {
  const bytes = address
    .replace(/^::ffff:/, "")
    .split(".")
    .map(Number);
  return (endianness() === "LE" ? bytes.reverse() : bytes).map((byte) => hexadecimal(byte, 2)).join("");
}

function hexadecimal(number: number, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, "0");
}
