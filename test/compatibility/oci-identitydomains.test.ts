import type { IdentityDomainsClient } from "oci-identitydomains";
import { type App, Operations } from "oci-identitydomains/lib/model/index.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { administratorOf, appSchema, patchSchema } from "./world.ts";

const clientApp: App = {
  schemas: [appSchema],
  displayName: "node-client",
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
  active: true,
  isOAuthClient: true,
  clientType: "confidential" as App["clientType"] & string,
  allowedGrants: ["client_credentials"],
};
const named = (displayName: string, more: Partial<App> = {}): App => ({ ...clientApp, displayName, ...more });

let domain: RunningLocalDomain;
let administrator: IdentityDomainsClient;
beforeAll(async () => {
  // The SDK tells the console of every refusal that it does not retry.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  domain = await startLocalDomain();
  administrator = administratorOf(domain);
});
afterAll(() => domain?.close());

function patch(appId: string, op: Operations.Op, path: string, value?: object | string, ifMatch?: string) {
  return administrator.patchApp({
    appId,
    patchOp: { schemas: [patchSchema], operations: [{ op, path, value: value as object }] },
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
}

describe("oci-identitydomains, Oracle's SDK for Node", () => {
  it("sees a refusal with its status", async () => {
    await expect(administrator.getApp({ appId: "nope" })).rejects.toMatchObject({ statusCode: 404 });
    await expect(administrator.createApp({ app: named("") })).rejects.toMatchObject({ statusCode: 400 });
  });

  it("leads a client through its life", async () => {
    const { app, etag } = await administrator.createApp({ app: clientApp });
    const appId = app.id as string;
    expect({ ...app, etag }).toMatchObject({ active: true, etag: app.meta?.version, displayName: "node-client" });
    await expect(administrator.createApp({ app: clientApp })).rejects.toMatchObject({ statusCode: 409 });

    await patch(appId, Operations.Op.Replace, "description", "patched");
    await patch(appId, Operations.Op.Add, "allowedGrants", ["refresh_token"]);
    const read = (await administrator.getApp({ appId: app.ocid as string })).app;
    expect(read).toMatchObject({ description: "patched", allowedGrants: ["client_credentials", "refresh_token"] });
    await patch(appId, Operations.Op.Remove, 'allowedGrants[value eq "refresh_token"]');
    await administrator.putApp({ appId, app: named("node-client", { description: "replaced" }) });

    const filter = 'displayName eq "node-client"';
    const listed = await administrator.listApps({ filter, attributes: "description" });
    expect(listed.apps.resources?.map(({ description }) => description)).toEqual(["replaced"]);
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"];
    const searched = await administrator.searchApps({ appSearchRequest: { schemas, filter } });
    expect(searched.apps.resources?.map(({ allowedGrants }) => allowedGrants)).toEqual([["client_credentials"]]);

    await expect(administrator.deleteApp({ appId })).rejects.toMatchObject({ statusCode: 400 });
    const appStatusChanger = { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"], active: false };
    await administrator.putAppStatusChanger({ appStatusChangerId: appId, appStatusChanger });
    await administrator.deleteApp({ appId });
    await expect(administrator.getApp({ appId })).rejects.toMatchObject({ statusCode: 404 });
  });

  it("is refused a change of a version that is gone", async () => {
    const { app, etag } = await administrator.createApp({ app: named("node-versions") });
    await patch(app.id as string, Operations.Op.Replace, "description", "newer", etag);
    await expect(patch(app.id as string, Operations.Op.Replace, "description", "lost", etag)).rejects.toMatchObject({
      statusCode: 412,
    });
  });

  it("creates once with the same retry token", async () => {
    const request = { app: named("node-retry"), opcRetryToken: "node-sdk-token" };
    const first = await administrator.createApp(request);
    expect((await administrator.createApp(request)).app.id).toBe(first.app.id);
  });

  it("pages through a list", async () => {
    for (const number of [1, 2, 3, 4, 5]) await administrator.createApp({ app: named(`node-page-${number}`) });
    const names: string[] = [];
    let page: string | undefined;
    do {
      const answer = await administrator.listApps({
        filter: 'displayName sw "node-page-"',
        sortBy: "displayName",
        limit: 2,
        ...(page === undefined ? {} : { page }),
      });
      names.push(...(answer.apps.resources ?? []).map(({ displayName }) => displayName));
      page = answer.opcNextPage || undefined;
    } while (page !== undefined && names.length < 10);
    expect(names).toEqual([1, 2, 3, 4, 5].map((number) => `node-page-${number}`));
  });

  it("reads who it is", async () => {
    expect((await administrator.getMe({})).me.userName).toBe("ana.admin@example.com");
  });
});
