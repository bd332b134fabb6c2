import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/confidential-application.ts";
import type { AuthorizedResources } from "../../manifest/keys-and-defaults/client.ts";
import type { ConfidentialApplicationArgs } from "../args.generated.ts";
import { componentName, tagList, valuesOf } from "../values.ts";

// To Pulumi's analyzer, a component is a class that extends ComponentResource itself.
const Component: new (
  name: string,
  args: components.ConfidentialApplicationArgs,
  options?: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource = components.ConfidentialApplication;

/** An OAuth client of an identity domain: a confidential application with its grant types and scopes. The client ID never changes after creation; the secret is a secret output; the application has the ownership tags, which say to which stack and resource it belongs. */
export class ConfidentialApplication extends Component {
  /** The application's id in the identity domain (not its client ID); assignments refer to it. */
  declare readonly applicationId: pulumi.Output<string>;
  /** The OAuth client ID. */
  declare readonly clientId: pulumi.Output<string>;
  /** The client secret, as a secret; a public client has none. */
  declare readonly clientSecret?: pulumi.Output<string>;
  /** The scopes as one string, ready for a token request. */
  declare readonly scope: pulumi.Output<string>;
  /** The identity domain's token endpoint. */
  declare readonly tokenUrl: pulumi.Output<string>;
  /** The ids of the app roles of the application as an API, by name. */
  readonly roleIds: pulumi.Output<Record<string, string>>;

  /** @throws pulumi.InputPropertiesError if an argument that decides what is declared is not known yet */
  static async declare(
    name: string,
    args: ConfidentialApplicationArgs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConfidentialApplication> {
    const { api, clientType, ownership } = args;
    const component = componentName("ConfidentialApplication", name);
    const known = await valuesOf(component, { api, clientType, ownership });
    return new ConfidentialApplication(name, { ...args, ...known }, options);
  }

  private constructor(name: string, args: ConfidentialApplicationArgs, options: pulumi.ComponentResourceOptions) {
    const { tags, authorizedResources, ...settings } = args;
    // The words are checked (enumerations), and what is no input is known (declare).
    const checked = settings as Omit<components.ConfidentialApplicationArgs, "tags" | "authorizedResources">;
    super(
      name,
      {
        ...checked,
        ...(tags !== undefined && { tags: pulumi.output(tags).apply(tagList) }),
        ...(authorizedResources !== undefined && {
          authorizedResources: pulumi.output(authorizedResources).apply(choiceOf),
        }),
      },
      options,
    );
    const { api } = this as unknown as Pick<components.ConfidentialApplication, "api">;
    this.roleIds = pulumi.output({ ...api?.roleIds });
  }
}

type Written = "specific" | "all" | { readonly tagged: Readonly<Record<string, string>> };

function choiceOf(written: Written): AuthorizedResources {
  return typeof written === "string" ? { kind: written } : { kind: "tagged", tags: tagList(written.tagged) };
}
