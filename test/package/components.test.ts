import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { componentProvider } from "../../package/provider.ts";
import { answer } from "../components/domain-of-the-mock.ts";
import { allRegistered, registered, settled, startRecording } from "../components/recorder.ts";
import { unknownOutput } from "./unknown-output.ts";

// The other components, as the engine asks the plugin for them.
const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const { construct } = componentProvider();

async function declare(type: string, args: object): Promise<pulumi.Inputs> {
  const constructed = await construct?.("shop", `idcs-apps:index:${type}`, { identityDomainUrl, ...args }, {});
  await allRegistered();
  return settled(pulumi.output(constructed?.state ?? {}));
}

function refusal(type: string, args: object): Promise<string> {
  return declare(type, args).then(
    () => "declared",
    (error: Error) => error.message,
  );
}

/** What is registered, by its type without the package. */
function inDomain() {
  return registered.map(({ type, name, inputs }) => ({ type: type.split(":").at(-1), name, inputs }));
}

beforeEach(() => startRecording(answer));

describe("the component package", () => {
  it("refuses a component that it does not have", async () => {
    expect(await refusal("Klient", {})).toMatch(/^"idcs-apps:index:Klient" is not a component of this package/);
  });

  it.each([
    [
      "AccessAssignment",
      { applicationId: "1", granteeId: "2" },
      'AccessAssignment "shop": granteeType: is required, but missing.',
    ],
    [
      "NetworkPerimeter",
      { perimeterName: "office", addresses: ["203.0.113.0/33"] },
      /^NetworkPerimeter "shop": addresses\[0\]: "203.0.113.0\/33" /,
    ],
    [
      "NetworkPerimeter",
      { perimeterName: "", addresses: ["203.0.113.1"] },
      /^NetworkPerimeter "shop": perimeterName: /,
    ],
    [
      "ManagedApplication",
      { app: "OICINST_financ", allowRefresh: true },
      /^ManagedApplication "shop": app: "OICINST_financ" is not a resource app .* Did you mean "OICINST_finance"\?$/,
    ],
    [
      "ConfidentialApplication",
      { displayName: "Shop", grantTypes: ["Client credentials"] },
      /^ConfidentialApplication "shop": grantTypes\[0\]: "Client credentials" is not one of the words /,
    ],
    [
      "ResourceApplication",
      { displayName: "Orders", audience: "https://orders.example.com/", scopes: unknownOutput() },
      /^ResourceApplication "shop": scopes: its value is known only after an update/,
    ],
  ])("refuses a wrong argument of %s at its place, and declares nothing", async (type, args, message) => {
    expect(await refusal(type, args)).toMatch(message);
    expect(registered).toEqual([]);
  });

  it("declares an API with its roles and scopes for others", async () => {
    const audience = "https://orders.example.com/";
    const args = { displayName: "Orders", audience, scopes: [{ value: "read" }], roles: [{ name: "Clerk" }] };
    expect(await declare("ResourceApplication", args)).toEqual({
      applicationId: "shop-id",
      audience,
      roleIds: { Clerk: "shop/clerk-id" },
      fullyQualifiedScopes: { read: `${audience}read` },
    });
    expect(inDomain().map(({ type, name }) => `${type} ${name}`)).toEqual([
      "ResourceApplication shop",
      "DomainsApp shop",
      "DomainsAppRole shop/clerk",
    ]);
  });

  it("declares a client that is an API too", async () => {
    const api = { audience: "https://shop.example.com/", scopes: [{ value: "read" }], roles: [{ name: "Clerk" }] };
    const args = { displayName: "Shop", grantTypes: ["client_credentials"], tags: { b: "2", a: "1" }, api };
    expect(await declare("ConfidentialApplication", args)).toMatchObject({
      applicationId: "shop-id",
      clientId: "shop_dev",
      roleIds: { Clerk: "shop/clerk-id" },
    });
    const app = inDomain().find(({ type }) => type === "DomainsApp");
    expect(app?.inputs.tags.slice(-2)).toEqual([
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ]);
  });

  it("manages an application with what is added to what it has", async () => {
    await declare("ManagedApplication", { service: "integration", instance: "finance", scopes: [{ value: "/new" }] });
    const app = inDomain().find(({ type }) => type === "DomainsApp");
    expect(app?.inputs.displayName).toBe("OICINST_finance");
    expect(app?.inputs.scopes.map(({ value }: { value: string }) => value)).toEqual([
      "urn:opc:resource:consumer::all",
      "/ic/api/",
      "/new",
    ]);
  });
});
