import "reflect-metadata";
import { createHash, type KeyObject, KeyObject as NodeKey, X509Certificate } from "node:crypto";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

/** A key pair of a test and its certificate. */
export interface TestCertificate {
  readonly privateKey: KeyObject;
  /** PKCS#8 PEM, as TLS clients take it. */
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly certificate: X509Certificate;
  /** Base64 of the DER form, as `x509Base64Certificate` takes it. */
  readonly base64: string;
  /** Base64url of the SHA-1 digest of the DER form (RFC 7515, section 4.1.7). */
  readonly x5t: string;
}

/**
 * Makes an RSA certificate that is valid from 2026-01-01 to a date.
 *
 * @param host the server that it is for, if it is a server's
 */
export async function makeCertificate(
  commonName: string,
  notAfter = "2036-01-01",
  host?: string,
): Promise<TestCertificate> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date("2026-01-01"),
    notAfter: new Date(notAfter),
    keys,
    signingAlgorithm: algorithm,
    extensions: host === undefined ? [] : [new SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
  });
  const certificate = new X509Certificate(Buffer.from(made.rawData));
  const privateKey = NodeKey.from(keys.privateKey);
  return {
    privateKey,
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem: certificate.toString(),
    certificate,
    base64: certificate.raw.toString("base64"),
    x5t: createHash("sha1").update(certificate.raw).digest("base64url"),
  };
}

/** Registers a certificate under an alias. */
export async function registerCertificate(
  { admin }: { admin(method: string, path: string, body: object): Promise<{ readonly status: number }> },
  alias: string,
  { base64 }: TestCertificate,
): Promise<void> {
  const { status } = await admin("POST", "/admin/v1/OAuthClientCertificates", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"],
    certificateAlias: alias,
    x509Base64Certificate: base64,
  });
  if (status !== 201) throw new Error(`The certificate was not registered: ${status}`);
}
