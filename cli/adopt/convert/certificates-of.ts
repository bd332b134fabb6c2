import { createHash } from "node:crypto";
import { fingerprintOf } from "../../../naming/resource-names.ts";
import type { Application } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import type { Inexpressible } from "./attributes.ts";
import type { Entry, OtherFile } from "./converted.ts";

/** The certificates of a client as a manifest names them, with their files. */
export interface Certificates {
  readonly certificates: readonly Entry[];
  readonly files: readonly OtherFile[];
  readonly inexpressible: readonly Inexpressible[];
}

/**
 * The certificates of a client. A manifest completes the alias with the certificate's fingerprint: another alias would be
 * another `kid`, with which the client's assertions are refused.
 */
export function certificatesOf({ certificates = [] }: Application, read: ReadApplications): Certificates {
  const found = certificates.map(({ certAlias }, index) => {
    const certificate = read.certificates.find((one) => one.certificateAlias === certAlias);
    return { certAlias, index, certificate };
  });
  return {
    certificates: [],
    files: [],
    inexpressible: found.map(({ certAlias, index }) => ({
      attribute: `certificates[${index}].certAlias`,
      value: certAlias,
    })),
  };
}

/** A certificate as a PEM file. */
export function pemOf(base64: string): string {
  const lines = base64.replaceAll(/\s/g, "").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
