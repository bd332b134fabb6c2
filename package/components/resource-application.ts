import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/resource-application.ts";
import type { ResourceApplicationArgs } from "../args.generated.ts";
import { componentName, tagList, valuesOf } from "../values.ts";

// To Pulumi's analyzer, a component is a class that extends ComponentResource itself.
const Component: new (
  name: string,
  args: components.ResourceApplicationArgs,
  options?: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource = components.ResourceApplication;

/** An API that tokens of the identity domain protect: an application with an audience, scopes and app roles. Clients of the same program may use it before it exists. */
export class ResourceApplication extends Component {
  /** The application's id in the identity domain. */
  declare readonly applicationId: pulumi.Output<string>;
  /** The beginning of each fully qualified scope. */
  declare readonly audience: pulumi.Output<string>;
  /** The ids of its app roles, by name. */
  declare readonly roleIds: pulumi.Output<Record<string, string>>;
  /** The fully qualified scopes, by their value; what uses one is created after the application. */
  readonly fullyQualifiedScopes: pulumi.Output<Record<string, string>>;

  /** @throws pulumi.InputPropertiesError if an argument that decides what is declared is not known yet */
  static async declare(
    name: string,
    args: ResourceApplicationArgs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ResourceApplication> {
    const { scopes, roles, ownership, accessTokenExpiry, refreshTokenExpiry } = args;
    const deciding = { scopes, roles, ownership, accessTokenExpiry, refreshTokenExpiry };
    const known = await valuesOf(componentName("ResourceApplication", name), deciding);
    return new ResourceApplication(name, { ...args, ...known }, options);
  }

  private constructor(name: string, args: ResourceApplicationArgs, options: pulumi.ComponentResourceOptions) {
    const { tags, ...settings } = args;
    // The words are checked (enumerations), and what is no input is known (declare).
    const checked = settings as Omit<components.ResourceApplicationArgs, "tags">;
    super(name, { ...checked, ...(tags !== undefined && { tags: pulumi.output(tags).apply(tagList) }) }, options);
    const values = checked.scopes.map(({ value }) => value);
    this.fullyQualifiedScopes = this.audience.apply((audience) =>
      Object.fromEntries(values.map((value) => [value, `${audience}${value}`])),
    );
  }
}
