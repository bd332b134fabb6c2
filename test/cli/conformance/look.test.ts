import { describe, expect, it } from "vitest";
import { localLook } from "../../../cli/conformance/conformance.ts";
import { compare } from "../../../cli/conformance/look/compare.ts";
import { lookAt } from "./look-at.ts";
import { startWorld } from "./world.ts";

describe("what the command knows of the local domain", () => {
  it("is what the local domain shows; otherwise: node test/cli/conformance/write-local-domain.ts", async () => {
    expect(localLook()).toEqual(await lookAt());
  });
});

describe("a domain that is only read", () => {
  it("gets no request but GET, and differs in nothing if it is the local one", async () => {
    const world = await startWorld();
    const before = world.domain.requests.length;
    const { compared } = await world.run();
    expect(new Set(world.domain.requests.slice(before).map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(compared).toEqual([
      { subject: "schemas", differences: [] },
      { subject: "discovery", differences: [] },
      {
        subject: "claims",
        differences: [],
        notCompared: "There is no client whose token could be read: name a stack with one, or use --write.",
      },
      { subject: "lists", differences: [] },
    ]);
  });

  it("is asked for a token if there is a client, whose claims are compared", async () => {
    const world = await startWorld();
    const { clientSecret } = await world.admin.create("Apps", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
      displayName: "reader",
      name: "reader",
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      isOAuthClient: true,
      clientType: "confidential",
      allowedGrants: ["client_credentials"],
      active: true,
    });
    const client = { clientId: "reader", clientSecret: String(clientSecret) };
    const { compared } = await world.run({ client });
    expect(compared.find(({ subject }) => subject === "claims")).toEqual({ subject: "claims", differences: [] });
    const wrong = await world.run({ client: { ...client, clientSecret: "wrong" } });
    expect(wrong.compared.find(({ subject }) => subject === "claims")?.notCompared).toMatch(/^No token came: 401 /);
  });
});

describe("a comparison", () => {
  const nothing = { schemas: {}, discovery: {}, claims: {}, lists: {} };

  it("says what is missing, what is more and what is different, and a whole schema or attribute once", () => {
    const local = {
      ...nothing,
      schemas: {
        "urn:App": "a schema",
        "urn:App name": "string, immutable",
        "urn:App active": "boolean",
        "urn:Old": "a schema",
        "urn:Old x": "string",
      },
    };
    const here = {
      ...nothing,
      schemas: {
        "urn:App": "a schema",
        "urn:App name": "string, readWrite",
        "urn:App new": "complex",
        "urn:App new.member": "string",
        "urn:New": "a schema",
        "urn:New y": "string",
      },
    };
    expect(compare(here, local)[0]).toEqual({
      subject: "schemas",
      differences: [
        { at: "urn:App active", local: "boolean" },
        { at: "urn:App name", here: "string, readWrite", local: "string, immutable" },
        { at: "urn:App new", here: "complex" },
        { at: "urn:New", here: "a schema" },
        { at: "urn:Old", local: "a schema" },
      ],
    });
  });
});
