import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { stringAt } from "../yaml/plain-object.ts";
import { distinct } from "./distinct.ts";
import { line } from "./text.ts";

/** A certificate as `certificatesSchema` gives it. */
export interface CertificateFile {
  /** Relative to the manifest's folder. */
  readonly file: string;
  readonly alias?: string;
}

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
  pemFile.transform((file) => ({ file })),
]);

/** The certificates of a client, as they are written. */
export const certificatesSchema = distinct(
  distinct(
    z.array(certificateSchema),
    fileOf,
    (item, first) => `${quote(fileOf(item))} is already listed, at [${first}].`,
  ),
  aliasOf,
  (item, first) => `the alias ${quote(aliasOf(item))} is already used, at [${first}]: give each certificate its own.`,
).meta({
  description:
    "Certificates by which the client signs assertions or proves who it is; each a PEM file, or a file and its alias. Default: none.",
  examples: [["ledger.pem"], [{ file: "ledger.pem", alias: "ledger" }]],
});

function fileOf(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  return stringAt(item, "file");
}

function aliasOf(item: unknown): string | undefined {
  return stringAt(item, "alias")?.toLowerCase();
}
