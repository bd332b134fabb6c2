import { SignJWT } from "jose";
import { expect } from "vitest";
import { makeCertificate, type TestCertificate } from "../local/certificates.ts";
import {
  type Credentials,
  callApi,
  claimsOf,
  passwordToken,
  requestToken,
  tokenAfterSignIn,
} from "../stack/developer.ts";
import { describeExample, useWorld } from "./world.ts";

// The examples of components that make clients, and of what is given to clients.

const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const all = "urn:opc:resource:consumer::all";
const integrations = "/ic/api/integration/v1/integrations?integrationInstance=finance";
const callan = "callan@example.com";

const world = useWorld();

describeExample<{ ledgerExport: Credentials; ledgerPortal: Credentials }>(world, "confidential-application", {
  claims: {
    "makes an application as its arguments say": async ({ find, outputs }) => {
      const [app] = await find("Apps", 'displayName eq "Example: ledger export"');
      expect(app).toMatchObject({
        name: outputs.ledgerExport.clientId,
        description: "Copies the ledger every night",
        active: true,
        isOAuthClient: true,
        clientType: "confidential",
        allowedGrants: ["client_credentials"],
        allowedScopes: [{ fqs: finance + all }],
        tags: expect.arrayContaining([{ key: "cost-center", value: "42" }]),
      });
    },
    "gives the job a token of its own": async ({ outputs: { ledgerExport } }) => {
      const token = await requestToken(ledgerExport, { grant_type: "client_credentials", scope: ledgerExport.scope });
      expect(claimsOf(token)).toMatchObject({ sub: ledgerExport.clientId, aud: finance, scope: all });
    },
    "signs users of the portal in": async ({ outputs: { ledgerPortal }, world: { domain } }) => {
      const token = await tokenAfterSignIn(ledgerPortal, callan, domain.userPassword);
      expect(claimsOf(token)).toMatchObject({ sub: callan, aud: finance, scope: all });
    },
  },
});

describeExample<Credentials & { assignmentIds: string[] }>(world, "app-role-assignment", {
  claims: {
    "lets the client call the API with a token of its own": async ({ outputs, world: { domain } }) => {
      const token = await requestToken(outputs, { grant_type: "client_credentials", scope: outputs.scope });
      expect(await callApi(domain.url + integrations, token)).toBe(200);
    },
    "gives a role to the client and one to the group": async ({ outputs, world: { administrator } }) => {
      const query = { attributeSets: ["all"] };
      const grants = await Promise.all(outputs.assignmentIds.map((id) => administrator.read("Grants", id, { query })));
      expect(grants.map(({ grantMechanism, grantee }) => [grantMechanism, grantee])).toMatchObject([
        ["ADMINISTRATOR_TO_APP", { type: "App", display: "Example: order import" }],
        ["ADMINISTRATOR_TO_GROUP", { type: "Group", display: "integration-testers" }],
      ]);
    },
  },
});

describeExample<Credentials & { userName: string }>(world, "client-user", {
  claims: {
    "makes a user with the client ID as name, who holds the role": async ({ find, outputs }) => {
      expect(outputs.userName).toBe(outputs.clientId);
      const [user] = await find("Users", `userName eq "${outputs.clientId}"`);
      const grants = await find("Grants", `grantee.value eq "${user?.id}"`);
      expect(grants.map(({ app }) => app)).toMatchObject([{ display: "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b" }]);
    },
    "lets the client call the API with a token of its own": async ({ outputs, world: { domain } }) => {
      const token = await requestToken(outputs, { grant_type: "client_credentials", scope: outputs.scope });
      expect(await callApi(`${domain.url}/restproxy/api/v2/channels`, token)).toBe(200);
    },
  },
});

describeExample<Credentials & { assigned: string[] }>(world, "access-assignment", {
  claims: {
    "shows who is assigned": async ({ outputs }) => {
      expect(outputs.assigned).toEqual([callan, "qa"]);
    },
    "gives tokens to the assigned user and to a member of the assigned group": async ({
      outputs,
      world: { domain },
    }) => {
      for (const user of [callan, "mia@example.com"]) {
        const token = await passwordToken(outputs, user, domain.userPassword);
        expect(claimsOf(token)).toMatchObject({ sub: user, aud: finance });
      }
    },
    "gives none to anybody else": async ({ outputs, world: { domain } }) => {
      expect(await passwordToken(outputs, "bjensen@example.com", domain.userPassword)).toEqual({
        status: 400,
        error: "invalid_grant",
        error_description: "You aren't authorized to access the app. Contact your system administrator.",
        ecid: expect.any(String),
      });
    },
  },
});

describeExample<Credentials & { audience: string; roleIds: Record<string, string> }>(world, "resource-application", {
  claims: {
    "gives the client tokens for the API": async ({ outputs }) => {
      expect(outputs.scope).toBe("https://warehouse.example.com/stock.read https://warehouse.example.com/stock.write");
      const token = await requestToken(outputs, { grant_type: "client_credentials", scope: outputs.scope });
      expect(claimsOf(token)).toMatchObject({ aud: outputs.audience, scope: "stock.read stock.write" });
      expect(token.expires_in).toBe(900);
    },
    "gives the client the API's role": async ({ find, outputs }) => {
      const { StockKeeper } = outputs.roleIds;
      const grants = await find("Grants", `entitlement.attributeValue eq "${StockKeeper}"`);
      expect(grants.map(({ grantee }) => grantee)).toMatchObject([{ type: "App", display: "Example: stock count" }]);
    },
  },
});

let certificate: TestCertificate;

describeExample<Credentials & { keyId: string; certificateExpires: string }>(world, "client-certificate", {
  prepare: async ({ write }) => {
    certificate = await makeCertificate("partner.example.com");
    write("examples/components/client-certificate/partner.pem", certificate.certificatePem);
  },
  claims: {
    "imports the certificate under an alias with its fingerprint": async ({ find, outputs }) => {
      const digits = certificate.certificate.fingerprint256.replaceAll(":", "").slice(0, 8).toLowerCase();
      expect(outputs.keyId).toBe(`partner_sync_${digits}`);
      expect(outputs.certificateExpires).toBe(certificate.certificate.validTo);
      const [app] = await find("Apps", 'displayName eq "Example: partner sync"');
      expect(app).toMatchObject({ clientType: "trusted", certificates: [{ certAlias: outputs.keyId }] });
    },
    "gives a token of a user for an assertion that the client has signed": async ({ outputs, world: { domain } }) => {
      const assertion = await new SignJWT()
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: outputs.keyId })
        .setIssuer(outputs.clientId)
        .setSubject(callan)
        .setAudience(`${domain.url}/`)
        .setExpirationTime("5 minutes")
        .sign(certificate.privateKey);
      const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
      const token = await requestToken(outputs, { grant_type, assertion, scope: outputs.scope });
      expect(claimsOf(token)).toMatchObject({ sub: callan, aud: finance });
    },
  },
});
