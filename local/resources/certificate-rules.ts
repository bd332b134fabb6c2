import { createHash, X509Certificate } from "node:crypto";
import { type Draft, type JsonObject, listOf, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Change, Directory } from "../storage/directory.ts";
import type { ResourceRules } from "./resource-rules.ts";

/** The rules of OAuthClientCertificates (identity-domains-api.md 1.10). */
export const certificateRules: ResourceRules = {
  complete(draft) {
    const text = textOf(draft, "x509Base64Certificate");
    if (text === undefined) return;
    const certificate = parsed(text);
    draft.sha1Thumbprint = thumbprint(certificate, "sha1");
    draft.sha256Thumbprint = thumbprint(certificate, "sha256");
    draft.certStartDate = certificate.validFromDate.toISOString();
    draft.certEndDate = certificate.validToDate.toISOString();
  },
  check(draft, { domain }) {
    if (Date.parse(textOf(draft, "certEndDate") ?? "") < domain.settings.now().getTime()) {
      throw new ScimError("invalidValue", "x509Base64Certificate: the certificate has expired.");
    }
  },
  checkDelete(certificate, { directory }, force) {
    const [user] = usersOf(directory, certificate);
    if (user === undefined || force) return;
    throw new ScimError(
      "referencedDelete",
      `The OAuthClientCertificate ${certificate.id} is used by the App ${user.id}. Delete it with forceDelete.`,
    );
  },
  alongWithWrite: (certificate, { domain, current }) =>
    current === undefined
      ? []
      : usersWith(domain.directory, current, (entry) => ({ ...entry, ...summary(certificate) })),
  alongWithDelete: (certificate, { directory }) => usersWith(directory, certificate, () => undefined),
  computed: {},
};

/** Fills in what `certificates[]` of an App shows of each certificate, found by its alias. */
export function completeCertificates(draft: Draft, directory: Directory): void {
  if (listOf(draft.certificates).length === 0) return;
  draft.certificates = objectsOf(draft.certificates).map((entry) => {
    const alias = textOf(entry, "certAlias") ?? "";
    const [certificate] = directory.matching("OAuthClientCertificate", "certificateAlias", alias);
    return { ...entry, ...(certificate === undefined ? { kid: undefined } : summary(certificate)) };
  });
}

/** Refuses an App that lists a certificate that does not exist. */
export function checkCertificates(draft: JsonObject): void {
  const unknown = objectsOf(draft.certificates).find((entry) => entry.kid === undefined);
  if (unknown === undefined) return;
  const alias = textOf(unknown, "certAlias");
  throw new ScimError(
    "invalidReference",
    `App.certificates references a OAuthClientCertificate with ID ${alias} that does not exist.`,
  );
}

/** The key id of a certificate is its alias: client assertions name it (Oracle, "Client Assertion"). */
function summary(certificate: Resource): JsonObject {
  const alias = textOf(certificate, "certificateAlias");
  const sha1 = textOf(certificate, "sha1Thumbprint");
  return {
    certAlias: alias,
    kid: alias,
    x5t: sha1,
    sha1Thumbprint: sha1,
    x509Base64Certificate: parsed(textOf(certificate, "x509Base64Certificate") ?? "").raw.toString("base64"),
  };
}

function usersOf(directory: Directory, certificate: Resource): readonly Resource[] {
  return directory.matching("App", "certificates.certAlias", textOf(certificate, "certificateAlias") ?? "");
}

function usersWith(
  directory: Directory,
  certificate: Resource,
  change: (entry: JsonObject) => JsonObject | undefined,
): readonly Change[] {
  const alias = textOf(certificate, "certificateAlias")?.toLowerCase();
  return usersOf(directory, certificate).map((app) => ({
    collection: "App",
    put: {
      ...app,
      certificates: objectsOf(app.certificates).flatMap((entry): readonly JsonObject[] => {
        if (textOf(entry, "certAlias")?.toLowerCase() !== alias) return [entry];
        const changed = change(entry);
        return changed === undefined ? [] : [changed];
      }),
    },
  }));
}

/** Reads base64 of the DER form; PEM lines around it are tolerated. The value itself never appears in the refusal. */
function parsed(text: string): X509Certificate {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, "").replace(/\s/g, "");
  try {
    if (!/^[A-Za-z0-9+/]+=*$/.test(base64)) throw new TypeError("not base64");
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    throw new ScimError("invalidValue", "x509Base64Certificate must be an X.509 certificate: base64 of its DER form.");
  }
}

/** Base64url of the digest, as in `x5t` and `x5t#S256` (RFC 7515, section 4.1.7). */
function thumbprint(certificate: X509Certificate, algorithm: "sha1" | "sha256"): string {
  return createHash(algorithm).update(certificate.raw).digest("base64url");
}
