import { KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { DataFolder } from "../data-folder.ts";

/** The key and certificate of a TLS listener, both in PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly certificate: string;
}

const lifetime = 10 * 365 * 24 * 3600 * 1000;

/**
 * The server certificate of a data folder, for 127.0.0.1 and localhost: the existing one, or a new one, self-signed
 * and valid for ten years, so that a client trusts the domain by trusting the file `tls-certificate.pem`.
 */
export async function loadServerCertificate({ tlsKey, tlsCertificate }: DataFolder): Promise<ServerCertificate> {
  if (!existsSync(tlsKey) || !existsSync(tlsCertificate)) {
    const created = await createServerCertificate();
    await writeFile(tlsKey, created.key, { mode: 0o600 });
    await writeFile(tlsCertificate, created.certificate, { mode: 0o600 });
  }
  return { key: await readFile(tlsKey, "utf8"), certificate: await readFile(tlsCertificate, "utf8") };
}

async function createServerCertificate(): Promise<ServerCertificate> {
  // Loaded here, because most domains have no TLS listener, and the others create a certificate only once.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=localhost, O=Local identity domain",
    notBefore: new Date(now),
    notAfter: new Date(now + lifetime),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
      // Not a certificate authority: trusting it does not mean trusting certificates that its key might sign.
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString();
  return { key, certificate: `${certificate.toString("pem")}\n` };
}
