import { inShell } from "../../../wording/in-shell.ts";
import { idsIn, isObject, referenceIn, type StateResource, textOf } from "./state-resource.ts";

/** Pulumi's type tokens of what an application consists of. */
const kinds: Readonly<Record<string, StateResource["kind"]>> = {
  "oci:Identity/domainsApp:DomainsApp": "app",
  "oci:Identity/domainsAppRole:DomainsAppRole": "role",
  "oci:Identity/domainsGrant:DomainsGrant": "grant",
  "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate": "certificate",
};

/** The resources of identity domains in the deployment of a Pulumi state. */
export function pulumiResources({ resources }: Readonly<Record<string, unknown>>): StateResource[] {
  return (Array.isArray(resources) ? resources : []).filter(isObject).flatMap((resource): StateResource[] => {
    const kind = kinds[textOf(resource, "type") ?? ""];
    const urn = textOf(resource, "urn");
    // What a program reads, and does not manage, it does not have to release.
    if (kind === undefined || urn === undefined || resource.external === true || resource.delete === true) return [];
    const outputs = isObject(resource.outputs) ? resource.outputs : {};
    const force = resource.protect === true ? " --force" : "";
    return [
      {
        kind,
        address: urn,
        ids: idsIn(outputs, textOf(resource, "id")),
        of:
          kind === "certificate"
            ? [textOf(outputs, "certificateAlias") ?? ""]
            : [...referenceIn(outputs, "app"), ...referenceIn(outputs, "grantee")],
        endpoint: textOf(outputs, "idcsEndpoint"),
        release: `pulumi state delete${force} ${inShell(urn)}`,
      },
    ];
  });
}
