import { createHash, X509Certificate } from "node:crypto";
import type { CertificateManifest } from "./keys-and-defaults/certificate.ts";
import { type Files, filesAround, unreadable } from "./yaml/files.ts";

/** The certificate of a PEM file, or why it cannot be used. */
export type ReadCertificate = Omit<CertificateManifest, "file" | "alias"> | { readonly refused: string };

/**
 * Reads the certificate of a PEM file. The content of the file is never part of a message. One that has expired is read: only
 * the identity domain shows whether it is already in use there.
 */
export function readCertificate(file: string, files: Files = filesAround(file), now = new Date()): ReadCertificate {
  let text: string;
  try {
    text = Buffer.from(files.read(file)).toString("latin1");
  } catch (error) {
    return { refused: unreadable(error) };
  }
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    return {
      refused:
        "contains a private key: remove it from the folder and from its history, create a new key, and put only the new certificate here.",
    };
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  const [pem] = blocks;
  if (pem === undefined) {
    return {
      refused:
        'is not a certificate in PEM, which begins with "-----BEGIN CERTIFICATE-----". To convert DER: openssl x509 -inform der -in <file> -out <file>.pem.',
    };
  }
  if (blocks.length > 1) {
    return {
      refused: `contains ${blocks.length} certificates: keep only the client's own, without those of its issuers.`,
    };
  }
  return readPem(pem, now);
}

function readPem(pem: string, now: Date): ReadCertificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return { refused: "contains a certificate that cannot be read: export it again as PEM." };
  }
  const { raw, validFrom, validTo } = certificate;
  const [begins, ends] = [new Date(validFrom), new Date(validTo)];
  if (begins > now) {
    return { refused: `is not valid before ${begins.toISOString()}: wait until then, or use another certificate.` };
  }
  return {
    base64: raw.toString("base64"),
    sha256: createHash("sha256").update(raw).digest("hex"),
    expires: ends.toISOString(),
  };
}
