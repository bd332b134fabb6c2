import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { textAt } from "../yaml/plain-object.ts";
import { unreadable } from "../yaml/yaml-file.ts";
import { distinct } from "./distinct.ts";
import { line } from "./text.ts";

/** A certificate by which a client proves who it is, or signs assertions. */
export interface CertificateManifest {
  /** Its PEM file, as messages show it. */
  readonly file: string;
  /** The beginning of its name in the identity domain, if one was written. */
  readonly alias?: string;
  /** The certificate (DER) in base64. */
  readonly base64: string;
  /** SHA-256 of the certificate (DER) in lower-case hex. */
  readonly sha256: string;
  /** When it ends: ISO 8601, UTC. */
  readonly expires: string;
}

/** What a PEM file says about its certificate, or why it cannot be used. */
export type ReadCertificate = Omit<CertificateManifest, "file" | "alias"> | { readonly refused: string };

const pemFile = line().meta({
  description: "The certificate's PEM file, relative to the manifest's folder. It holds one certificate and no key.",
  examples: ["ledger.pem"],
});

const certificateSchema = z.union([
  z
    .strictObject({
      file: pemFile,
      alias: line()
        .meta({
          description:
            "The beginning of the certificate's name in the identity domain; its fingerprint follows. Default: the client ID.",
          examples: ["ledger"],
        })
        .optional(),
    })
    .meta({ title: "a certificate", description: "A certificate with its name.", examples: [{ file: "ledger.pem" }] }),
  pemFile,
]);

/** The certificates of a client, as they are written. */
export const certificatesSchema = distinct(
  distinct(
    z.array(certificateSchema),
    fileOf,
    (item, first) => `${quote(fileOf(item))} is listed already, at [${first}].`,
  ),
  aliasOf,
  (item, first) => `the alias ${quote(aliasOf(item))} is given already, at [${first}]: each certificate has its own.`,
).meta({
  description:
    "Certificates by which the client signs assertions or proves who it is; each a PEM file, or a file and its alias. Default: none.",
  default: [],
  examples: [["ledger.pem"], [{ file: "ledger.pem", alias: "ledger" }]],
});

/** Reads the certificate of a PEM file. The content of the file is never part of a message. */
export function readCertificate(file: string, now = new Date()): ReadCertificate {
  let text: string;
  try {
    text = readFileSync(file, "latin1");
  } catch (error) {
    return { refused: unreadable(error) };
  }
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    return {
      refused:
        "holds a private key: take it out of the folder and of its history, make a new key, and write only the new certificate here.",
    };
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  const [pem] = blocks;
  if (pem === undefined) {
    return {
      refused:
        'is not a certificate in PEM: its text begins with "-----BEGIN CERTIFICATE-----". For DER: openssl x509 -inform der -in <file> -out <file>.pem.',
    };
  }
  if (blocks.length > 1) {
    return { refused: `holds ${blocks.length} certificates: keep the client's own, without those of its issuers.` };
  }
  return readPem(pem, now);
}

function readPem(pem: string, now: Date): ReadCertificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return { refused: "holds a certificate that cannot be read: export it again as PEM." };
  }
  const { raw, validFrom, validTo } = certificate;
  const [begins, ends] = [new Date(validFrom), new Date(validTo)];
  if (ends < now) return { refused: `expired on ${ends.toISOString()}: renew it.` };
  if (begins > now) {
    return { refused: `is not valid before ${begins.toISOString()}: use it from then on, or another one now.` };
  }
  return {
    base64: raw.toString("base64"),
    sha256: createHash("sha256").update(raw).digest("hex"),
    expires: ends.toISOString(),
  };
}

function fileOf(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  return textAt(item, "file");
}

function aliasOf(item: unknown): string | undefined {
  return textAt(item, "alias")?.toLowerCase();
}
