import type { BenchClient } from "./manifests.ts";

/** What Terraform's configuration depends on, besides the clients. */
export interface TerraformSettings {
  readonly url: string;
  readonly tenancyOcid: string;
  readonly userOcid: string;
  readonly fingerprint: string;
  readonly privateKeyPath: string;
  /** The id and the audience of the resource app, and the ids of the app roles that each client gets. */
  readonly app: { readonly id: string; readonly scope: string; readonly roles: readonly string[] };
}

/** A configuration of Terraform's command line that takes the provider from a folder, and asks no registry. */
export function terraformCliConfiguration(providerFolder: string): string {
  return `provider_installation {
  dev_overrides {
    "oracle/oci" = ${JSON.stringify(providerFolder)}
  }
  direct {
    exclude = ["oracle/oci"]
  }
}
`;
}

/** The same clients and assignments as the manifests of `fleetManifests` declare, for Terraform with Oracle's provider. */
export function terraformConfiguration(clients: readonly BenchClient[], settings: TerraformSettings): string {
  const { url, tenancyOcid, userOcid, fingerprint, privateKeyPath, app } = settings;
  const text = (value: string) => JSON.stringify(value);
  const head = `terraform {
  required_providers {
    oci = { source = "oracle/oci" }
  }
}

provider "oci" {
  tenancy_ocid     = ${text(tenancyOcid)}
  user_ocid        = ${text(userOcid)}
  fingerprint      = ${text(fingerprint)}
  private_key_path = ${text(privateKeyPath)}
  region           = "us-ashburn-1"
}
`;
  const resources = clients.map(({ team, name, description }) => {
    const id = `${team}_${name}`;
    const grants = app.roles.map(
      (role, index) => `
resource "oci_identity_domains_grant" "${id}_${index + 1}" {
  idcs_endpoint   = ${text(url)}
  schemas         = ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"]
  grant_mechanism = "ADMINISTRATOR_TO_APP"
  app {
    value = ${text(app.id)}
  }
  entitlement {
    attribute_name  = "appRoles"
    attribute_value = ${text(role)}
  }
  grantee {
    type  = "App"
    value = oci_identity_domains_app.${id}.id
  }
}
`,
    );
    return `
resource "oci_identity_domains_app" "${id}" {
  idcs_endpoint   = ${text(url)}
  schemas         = ["urn:ietf:params:scim:schemas:oracle:idcs:App"]
  display_name    = ${text(`${team}-${name}`)}
  name            = ${text(`${team}_${name}`.replaceAll("-", "_"))}
  description     = ${text(description)}
  active          = true
  is_oauth_client = true
  client_type     = "confidential"
  allowed_grants  = ["client_credentials"]
  based_on_template {
    value = "CustomWebAppTemplateId"
  }
  allowed_scopes {
    fqs = ${text(app.scope)}
  }
}
${grants.join("")}`;
  });
  return [head, ...resources].join("");
}
