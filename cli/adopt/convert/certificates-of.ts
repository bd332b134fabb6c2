import type { Application, Certificate } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import type { Inexpressible } from "./attributes.ts";
import type { Entry, OtherFile } from "./converted.ts";

/** The certificates of a client as a manifest names them, with their files. */
export interface Certificates {
  readonly certificates: readonly Entry[];
  readonly files: readonly OtherFile[];
  readonly inexpressible: readonly Inexpressible[];
}

/** The certificates of a client: each a file next to the manifest, and the alias that it keeps. */
export function certificatesOf({ certificates = [] }: Application, read: ReadApplications): Certificates {
  const found = certificates.map(({ certAlias }, index): Certificate | Inexpressible => {
    const [certificate, another] = read.certificates.filter(
      (one) => one.certificateAlias.toLowerCase() === certAlias.toLowerCase(),
    );
    const at = { attribute: `certificates[${index}].certAlias`, value: certAlias };
    if (certificate === undefined) return { ...at, why: "no such certificate is found" };
    if (another !== undefined) return { ...at, why: "several certificates have this alias: delete all but one first" };
    if (read.ownedCertificates.has(certificate.id)) return { ...at, why: "a stack of this project has it" };
    return certificate;
  });
  const written = found.filter((one) => "certificateAlias" in one).map(fileOf);
  return {
    certificates: written.map(({ file, alias }) => ({ file, adopt: alias })),
    files: written.map(({ file, text }) => ({ file, text })),
    inexpressible: found.filter((one) => "attribute" in one),
  };
}

function fileOf({ certificateAlias: alias, x509Base64Certificate: base64 }: Certificate) {
  const name = alias.replaceAll(/[^A-Za-z0-9_-]+/g, "-");
  return { alias, file: `certificates/${name}.pem`, text: pemOf(base64) };
}

/** A certificate as a PEM file. */
function pemOf(base64: string): string {
  const lines = base64.replaceAll(/\s/g, "").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
