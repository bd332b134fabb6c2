import { type KeyObject, sign } from "node:crypto";
import type { RsaKeyPair } from "../../rsa-key.ts";

/**
 * A self-signed X.509 certificate of a key (DER), by which `x5t` and `x5c` name it. It is the same for the same key.
 *
 * @see RFC 5280, section 4.1
 */
export function certificateOf({ privateKey, publicKey }: RsaKeyPair): Buffer {
  const name = sequence(set(sequence(commonName, tlv(0x0c, Buffer.from("Local identity domain")))));
  const validity = sequence(time("200101000000Z"), time("491231235959Z"));
  const serial = tlv(0x02, Buffer.from([1]));
  const key = publicKey.export({ type: "spki", format: "der" });
  const toSign = sequence(serial, sha256WithRsa, name, validity, name, key);
  return sequence(toSign, sha256WithRsa, tlv(0x03, Buffer.from([0]), signed(toSign, privateKey)));
}

/** Tag, length and content: one value of DER (X.690). */
function tlv(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return tlv(0x30, ...contents);
}

function set(content: Buffer): Buffer {
  return tlv(0x31, content);
}

function time(text: string): Buffer {
  return tlv(0x17, Buffer.from(text));
}

function signed(text: Buffer, privateKey: KeyObject): Buffer {
  return sign("sha256", text, privateKey);
}

/** 2.5.4.3 */
const commonName = tlv(0x06, Buffer.from("550403", "hex"));

/** 1.2.840.113549.1.1.11, without parameters. */
const sha256WithRsa = sequence(tlv(0x06, Buffer.from("2a864886f70d01010b", "hex")), tlv(0x05));
