import type { Application, Certificate } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import type { Inexpressible } from "./attributes.ts";
import type { OtherFile } from "./converted.ts";

/** The certificates of a client as a manifest names them, with their files. */
export interface Certificates {
  /** Their files. A client that is adopted keeps the aliases of certificates with the same content. */
  readonly certificates: readonly string[];
  readonly files: readonly OtherFile[];
  readonly inexpressible: readonly Inexpressible[];
}

/** The certificates of a client: each a file next to the manifest. */
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
    certificates: written.map(({ file }) => file),
    files: written,
    inexpressible: found.filter((one) => "attribute" in one),
  };
}

function fileOf({ certificateAlias: alias, x509Base64Certificate: base64 }: Certificate): OtherFile {
  const name = alias.replaceAll(/[^A-Za-z0-9_-]+/g, "-");
  return { file: `certificates/${name}.pem`, text: pemOf(base64) };
}

/** A certificate as a PEM file. */
function pemOf(base64: string): string {
  const lines = base64.replaceAll(/\s/g, "").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
