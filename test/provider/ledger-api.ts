import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";

/** The scope of the API, fully qualified. */
export const scope = "https://ledger.example.com/api/post";

/** Creates an API with one scope. */
export async function createLedgerApi(administrator: IdentityDomain): Promise<void> {
  await administrator.create("Apps", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    displayName: "Ledger API",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOAuthResource: true,
    audience: "https://ledger.example.com/api/",
    scopes: [{ value: "post" }],
  });
}
