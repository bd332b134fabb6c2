import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { stringAt } from "../yaml/plain-object.ts";
import { distinct } from "./distinct.ts";
import { line } from "./text.ts";

/** A certificate as `certificatesSchema` returns it. */
export interface CertificateFile {
  /** Relative to the manifest's folder. */
  readonly file: string;
  readonly alias?: string;
}

/** A certificate with which a client authenticates, or signs assertions. */
export interface CertificateManifest {
  /** Its PEM file, as messages show it. */
  readonly file: string;
  /** The beginning of its alias in the identity domain, if the manifest gives one. */
  readonly alias?: string;
  /** The certificate (DER) in base64. */
  readonly base64: string;
  /** SHA-256 of the certificate (DER) in lower-case hex. */
  readonly sha256: string;
  /** When it expires: ISO 8601, UTC. */
  readonly expires: string;
}

const pemFile = line().meta({
  description: "The certificate's PEM file, relative to the manifest's folder. It contains one certificate and no key.",
  examples: ["ledger.pem"],
});

const certificateSchema = z.union([
  z
    .strictObject({
      file: pemFile,
      alias: line()
        .meta({
          description:
            "The beginning of the certificate's alias in the identity domain, which its fingerprint completes. Default: the client ID.",
          examples: ["ledger"],
        })
        .optional(),
    })
    .meta({ title: "a certificate", description: "A certificate with its alias.", examples: [{ file: "ledger.pem" }] }),
  pemFile.transform((file) => ({ file })),
]);

/** Schema of the certificates of a client. */
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
    "Certificates with which the client signs assertions or authenticates; each a PEM file, or a file and its alias. Default: none.",
  examples: [["ledger.pem"], [{ file: "ledger.pem", alias: "ledger" }]],
});

function fileOf(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  return stringAt(item, "file");
}

function aliasOf(item: unknown): string | undefined {
  return stringAt(item, "alias")?.toLowerCase();
}
