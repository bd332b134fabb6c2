import { request } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect } from "vitest";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { ociSecretStore } from "../../vault/oci-secret-store.ts";
import { type Credentials, claimsOf, credentialsOf, requestToken } from "../stack/developer.ts";
import type { Outputs } from "../stack/world.ts";
import { describeExample, useWorld } from "./world.ts";

// The examples of components that several clients share, and of a whole team.

const hr = "https://1A2B3C4D5E6F708192A3B4C5D6E7F809.integration.ocp.oraclecloud.com:443";

const world = useWorld();

describeExample<Credentials & { networkPerimeterId: string }>(world, "network-perimeter", {
  claims: {
    "makes a perimeter and restricts the client to it": async ({ find, outputs, world: { administrator } }) => {
      const perimeter = await administrator.read("NetworkPerimeters", outputs.networkPerimeterId);
      expect(perimeter).toMatchObject({
        name: "example-plant",
        ipAddresses: [
          { value: "203.0.113.0/24", type: "CIDR", version: "IPV4" },
          { value: "198.51.100.10-198.51.100.19", type: "RANGE", version: "IPV4" },
          { value: "127.0.0.1", type: "EXACT", version: "IPV4" },
        ],
      });
      const [app] = await find("Apps", 'displayName eq "Example: machine data"');
      expect(app).toMatchObject({
        clientIPChecking: "whitelisted",
        appsNetworkPerimeters: [{ value: outputs.networkPerimeterId }],
      });
    },
    "gives tokens to the client inside, and none outside": async ({ outputs }) => {
      const token = await requestToken(outputs, { grant_type: "client_credentials", scope: outputs.scope });
      expect(claimsOf(token)).toMatchObject({ sub: outputs.clientId });
      expect(await tokenRequestFrom("127.0.0.2", outputs)).toMatchObject({
        error_description: "The client is not allowed to send requests from this network address.",
      });
    },
  },
});

describeExample<{ clientId: string; scope: string; tokenUrl: string; vaultSecret: string }>(world, "vault-delivery", {
  claims: {
    "shows no secret, and the one in the vault gets a token": async ({ outputs, world: { domain } }) => {
      expect(Object.keys(outputs).sort()).toEqual(["clientId", "scope", "tokenUrl", "vaultSecret"]);
      const environment = { OCI_CONFIG_FILE: join(domain.dataFolder, "oci-config") };
      const address = { region: undefined, endpoint: domain.url };
      const store = await ociSecretStore({ ...address, authentication: {}, environment });
      const document = JSON.parse(await store.contents(outputs.vaultSecret, 1));
      expect(document).toMatchObject({ client: "examples/stock-sync", clientId: outputs.clientId });
      expect((await requestClientToken(document)).accessToken).toBeTruthy();
    },
  },
});

describeExample<object>(world, "managed-application", {
  claims: {
    "adopts the app and changes its settings": async ({ outputs, world: { administrator } }) => {
      const applicationId = "a0000000000000000000000000000007";
      const settings = { allowOffline: true, accessTokenExpiry: 1800 };
      expect(outputs).toEqual({ applicationId, ...settings });
      const app = await administrator.read("Apps", applicationId);
      expect(app).toMatchObject({ displayName: "Mobile Hub (dev)", ...settings });
    },
  },
  stays: { "Mobile Hub (dev)": { allowOffline: true, accessTokenExpiry: 1800 } },
});

describeExample<{ networkPerimeterIds: Record<string, string> }>(world, "environment-resources", {
  claims: {
    "makes the perimeter": async ({ find, outputs }) => {
      const [perimeter] = await find("NetworkPerimeters", 'name eq "example-branch"');
      expect(outputs).toEqual({ networkPerimeterIds: { "example-branch": perimeter?.id } });
    },
    "gives the role to the user and to the group": async ({ find }) => {
      const [app] = await find("Apps", 'displayName eq "OICINST_hr"');
      expect(app).toMatchObject({ audience: hr });
      const [role] = await find("AppRoles", `app.value eq "${app?.id}" and displayName eq "ServiceUser"`);
      const grants = await find("Grants", `entitlement.attributeValue eq "${role?.id}"`);
      expect(grants).toHaveLength(2);
      for (const grantee of [
        { type: "User", display: "Mia Lopez" },
        { type: "Group", display: "integration-testers" },
      ])
        expect(grants).toContainEqual(expect.objectContaining({ grantee: expect.objectContaining(grantee) }));
    },
  },
  stays: { "idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0": { accessTokenExpiry: 1800 } },
});

describeExample<Outputs & { apis: object }>(world, "team", {
  claims: {
    "makes the team's API": async ({ outputs }) => {
      expect(outputs.apis).toEqual({
        "shipping/tracking-api": {
          applicationId: expect.any(String),
          audience: "https://tracking.example.com/",
          scopes: { "parcels.read": "https://tracking.example.com/parcels.read" },
        },
      });
    },
    "gives the client tokens for each of its two apps": async ({ outputs }) => {
      const client = credentialsOf(outputs, "shipping/label-printer");
      expect(Object.keys(client.scopes)).toEqual(["OICINST_finance", "shipping-tracking-api"]);
      for (const scope of Object.values(client.scopes)) {
        const token = await requestToken(client, { grant_type: "client_credentials", scope });
        const { aud, scope: granted } = claimsOf(token);
        expect(`${aud}${granted}`).toBe(scope);
      }
    },
    "says in the domain whose client it is": async ({ find }) => {
      const [app] = await find("Apps", 'displayName eq "shipping-label-printer"');
      const tags = [
        { key: "team", value: "shipping" },
        { key: "client", value: "label-printer" },
        { key: "owner", value: "shipping-dev@example.com" },
        { key: "stack", value: "example-team/dev" },
      ];
      expect(app?.tags).toEqual(expect.arrayContaining(tags));
    },
  },
});

/** Asks for a client's token from another address of this machine. */
async function tokenRequestFrom(localAddress: string, client: Credentials): Promise<unknown> {
  const body = new URLSearchParams({ grant_type: "client_credentials", scope: client.scope }).toString();
  return new Promise((answered, failed) => {
    request(client.tokenUrl, {
      method: "POST",
      localAddress,
      auth: `${client.clientId}:${client.clientSecret}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
      .on("response", (response) => answered(json(response)))
      .on("error", failed)
      .end(body);
  });
}
