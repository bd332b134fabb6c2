import { inShell } from "../../../wording/in-shell.ts";
import { idsIn, isObject, referenceIn, type StateResource, textOf } from "./state-resource.ts";

/** Terraform's types of what an application consists of. */
const kinds: Readonly<Record<string, StateResource["kind"]>> = {
  oci_identity_domains_app: "app",
  oci_identity_domains_app_role: "role",
  oci_identity_domains_grant: "grant",
  oci_identity_domains_oauth_client_certificate: "certificate",
};

/** The resources of identity domains in a Terraform state, each with the address of its instance. */
export function terraformResources(resources: readonly unknown[]): StateResource[] {
  return resources.filter(isObject).flatMap((resource) => {
    const type = textOf(resource, "type") ?? "";
    const kind = kinds[type];
    if (kind === undefined || resource.mode !== "managed") return [];
    const instances = Array.isArray(resource.instances) ? resource.instances.filter(isObject) : [];
    return instances.flatMap((instance): StateResource[] => {
      const { attributes, index_key: index, deposed } = instance;
      if (!isObject(attributes) || deposed !== undefined) return [];
      const module = textOf(resource, "module");
      const base = [...(module === undefined ? [] : [module]), type, textOf(resource, "name") ?? ""].join(".");
      const key = index === undefined ? "" : `[${JSON.stringify(index)}]`;
      return [
        {
          kind,
          address: base + key,
          ids: idsIn(attributes, undefined),
          of:
            kind === "certificate"
              ? [textOf(attributes, "certificate_alias") ?? ""]
              : [...referenceIn(attributes, "app"), ...referenceIn(attributes, "grantee")],
          endpoint: textOf(attributes, "idcs_endpoint"),
          release: `terraform state rm ${inShell(base + key)}`,
        },
      ];
    });
  });
}
