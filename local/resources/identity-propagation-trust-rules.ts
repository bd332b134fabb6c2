import { X509Certificate } from "node:crypto";
import { userExtension } from "../schemas/user-attributes.ts";
import { isUnassigned, memberOf, objectsOf, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { missingAttributes } from "../scim/write-rules.ts";
import { impersonationRule } from "./impersonation-rule.ts";
import { locationOf, referenced } from "./references.ts";
import type { ResourceRules } from "./resource-rules.ts";

/** The rules of IdentityPropagationTrusts (identity-domains-api.md 1.11). */
export const identityPropagationTrustRules: ResourceRules = {
  complete(draft, { domain: { directory } }) {
    if (isUnassigned(draft.impersonationServiceUsers)) return;
    draft.impersonationServiceUsers = objectsOf(draft.impersonationServiceUsers).map((entry) => {
      const user = directory.byId("User", textOf(entry, "value") ?? "");
      return user === undefined ? entry : { ...entry, ocid: textOf(user, "ocid"), $ref: locationOf("User", user.id) };
    });
  },
  check(draft, { domain: { directory } }) {
    if (isUnassigned(draft.publicKeyEndpoint) && isUnassigned(draft.publicCertificate))
      throw new ScimError("missingRequiredAttributes", "publicKeyEndpoint or publicCertificate is required.");
    const endpoint = textOf(draft, "publicKeyEndpoint");
    if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ""))
      throw new ScimError("invalidValue", "publicKeyEndpoint: it is not a URL.");
    const certificate = textOf(draft, "publicCertificate");
    if (certificate !== undefined) certificateIn(certificate);
    if (draft.allowImpersonation === true && isUnassigned(draft.impersonationServiceUsers))
      throw missingAttributes(["impersonationServiceUsers"]);
    for (const entry of objectsOf(draft.impersonationServiceUsers)) {
      if (impersonationRule(textOf(entry, "rule") ?? "") === undefined)
        throw new ScimError(
          "invalidValue",
          "impersonationServiceUsers.rule: it is not a claim, eq or co, and a value; with co, the value has no wildcard.",
        );
      const path = "IdentityPropagationTrust.impersonationServiceUsers";
      const user = referenced(directory, path, "User", textOf(entry, "value") ?? "");
      if (memberOf(user, userExtension)?.serviceUser !== true)
        throw new ScimError("invalidValue", `impersonationServiceUsers.value: ${user.id} is not a service user.`);
    }
  },
  computed: {},
};

/**
 * Reads a trust's certificate: base64 of its DER form on one line. With PEM lines it was refused with 400.
 *
 * @throws ScimError `invalidValue`, without the value
 */
export function certificateIn(text: string): X509Certificate {
  try {
    if (!/^[A-Za-z0-9+/]+=*$/.test(text)) throw new TypeError("not base64");
    return new X509Certificate(Buffer.from(text, "base64"));
  } catch {
    throw new ScimError(
      "invalidValue",
      "publicCertificate must be an X.509 certificate: base64 of its DER form, on one line and without PEM lines.",
    );
  }
}
