import * as pulumi from "@pulumi/pulumi";

/**
 * The names that a component's child had under the component's former names. Pulumi derives them itself, but only in
 * the run that renames the component: after a run that renamed the component and failed before the child, the child
 * would be replaced without these aliases.
 *
 * @param options the component's own
 * @param type the component's type
 * @param suffix what the child's name adds to the component's
 */
export function formerChildren(
  options: pulumi.ComponentResourceOptions | undefined,
  type: string,
  suffix = "",
): pulumi.Output<pulumi.Alias>[] {
  return (options?.aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((former): pulumi.Output<pulumi.Alias> => {
      if (typeof former === "string") {
        return pulumi.output({ name: `${former.split("::").at(-1)}${suffix}`, parent: former });
      }
      const { name = "" } = former;
      const parent = "parent" in former ? former.parent : options?.parent;
      return pulumi.createUrn(name, type, parent).apply((urn) => ({ name: `${name}${suffix}`, parent: urn }));
    }),
  );
}
