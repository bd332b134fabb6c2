import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { UnknownNamesError } from "../../components/look-up/named.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import { clientManifest, resourceApplicationManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { allRegistered, lookedUp, registered, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";

const application = (id: string, displayName: string, more: object = {}) => ({
  id,
  ocid: `ocid1.domainapp.oc1..${id}`,
  name: `${id}_client`,
  displayName,
  basedOnTemplates: [{ value: "CustomEnterpriseAppTemplateId" }],
  isOauthClient: true,
  clientType: "confidential",
  isOauthResource: false,
  isUnmanagedApp: false,
  isOpcService: false,
  infrastructure: false,
  certificates: [] as object[],
  tags: [] as object[],
  ...more,
});
const api = { isOauthClient: false, clientType: "", isOauthResource: true };
const tags = (of: Record<string, string>) => Object.entries(of).map(([key, value]) => ({ key, value }));
const ours = { "managed-by": "idcs-apps", stack: "idcs-apps/dev", team: "payments" };

/** The domain shows these applications, whatever the filter. */
function having(...apps: object[]): void {
  startRecording((token, args) =>
    String(args.attributes).includes("isOAuthClient") ? { apps, totalResults: apps.length } : answer(token),
  );
}

interface Declared {
  readonly clients?: readonly Partial<ClientManifest>[];
  readonly resourceApplications?: readonly Partial<ResourceApplicationManifest>[];
}

async function resolve({ clients = [], resourceApplications = [] }: Declared) {
  const part = {
    team: "payments",
    owner: "payments@example.com",
    clients: clients.map((one) => clientManifest({ access: [], ...one })),
    resourceApplications: resourceApplications.map(resourceApplicationManifest),
  };
  const unresolved = { ...part, teams: [part] };
  return { part, resolved: await resolveNames(unresolved, new DomainLookUp(identityDomainUrl), "prod") };
}

/** What is registered for the applications that are declared. */
async function declared(of: Declared) {
  const { part, resolved } = await resolve(of);
  declareStack({ identityDomainUrl, environmentName: "prod", services: {}, teams: [part], resolved });
  await allRegistered();
  return registered.filter(({ type }) => /:Domains(App|AppRole)$/.test(type)).map(({ inputs }) => inputs);
}

/** The problems, each with its path. */
async function problems(of: Declared): Promise<string[]> {
  const refused = await resolve(of).then(
    () => [],
    (error: unknown) => (error instanceof UnknownNamesError ? error.unknown : Promise.reject(error)),
  );
  return refused.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("adopt", () => {
  beforeEach(() => having(application("a1", "Ledger")));

  it("needs no request if nothing is adopted", async () => {
    await resolve({ clients: [{}], resourceApplications: [{}] });
    expect(lookedUp).toEqual([]);
  });

  it("needs one list request, without secrets, for all that is adopted", async () => {
    having(application("a1", "Ledger"), application("b2", "Orders", api));
    await resolve({
      clients: [{ adopt: "Ledger", was: [{ team: "billing", client: "old" }] }],
      resourceApplications: [{ adopt: "Orders" }],
    });
    expect(lookedUp.map(({ inputs }) => inputs)).toEqual([
      {
        idcsEndpoint: identityDomainUrl,
        appCount: 1000,
        attributes:
          "displayName,name,ocid,basedOnTemplate,isOAuthClient,clientType,isOAuthResource,isUnmanagedApp,isOPCService,infrastructure,certificates,tags",
        appFilter: [
          ...["Ledger", "Orders"].map((name) => `displayName eq "${name}"`),
          ...["Ledger", "Orders"].map((name) => `id eq "${name}"`),
          ...["Ledger", "Orders"].map((name) => `name eq "${name}"`),
          ...["Ledger", "Orders"].map((name) => `ocid eq "${name}"`),
          ...["ledger-sync", "old", "orders-api"].map((name) => `tags[key eq "client" and value eq "${name}"]`),
        ].join(" or "),
      },
    ]);
  });

  it.each(["ledger", "A1_client", "a1", "OCID1.domainapp.oc1..a1"])(
    "finds an application as %s, whose ocid, client ID and template the client has then",
    async (adopt) => {
      expect(await declared({ clients: [{ adopt }] })).toMatchObject([
        {
          ocid: "ocid1.domainapp.oc1..a1",
          name: "a1_client",
          basedOnTemplate: { value: "CustomEnterpriseAppTemplateId" },
          displayName: "payments-ledger-sync",
        },
      ]);
    },
  );

  it("keeps the alias of a certificate that the application has already, unless the manifest gives one", async () => {
    const base64 = "MIIB";
    having(application("a1", "Ledger", { certificates: [{ certAlias: "by-hand", x509base64certificate: base64 }] }));
    const sha256 = "0123456789abcdef".repeat(4);
    const certificate = { file: "teams/ledger.pem", base64, sha256, expires: "2030-01-01T00:00:00.000Z" };
    const aliases = async (certificates: ClientManifest["certificates"]) => {
      registered.length = 0;
      const [app] = await declared({ clients: [{ adopt: "Ledger", certificates }] });
      return app.certificates;
    };
    expect(await aliases([certificate])).toEqual([{ certAlias: "by-hand" }]);
    expect(await aliases([{ ...certificate, alias: "ledger" }])).toEqual([{ certAlias: "ledger_01234567" }]);
    expect(await aliases([{ ...certificate, base64: "MIIC" }])).toEqual([
      { certAlias: "payments_ledger_sync_dev_01234567" },
    ]);
  });

  it("gives an API the application's ocid, client ID and kind, and its roles the id before it is adopted", async () => {
    having(application("b2", "Orders", api));
    const roles = [{ name: "OrderClerk", availableTo: ["users"] as const }];
    expect(await declared({ resourceApplications: [{ adopt: "Orders", roles }] })).toMatchObject([
      { ocid: "ocid1.domainapp.oc1..b2", name: "b2_client", isUnmanagedApp: false },
      { displayName: "OrderClerk", app: { value: "b2" } },
    ]);
  });

  it("means the application that was adopted for the same client, if none has that name any more", async () => {
    having(application("a1", "payments-ledger-sync", { tags: tags({ ...ours, client: "ledger-sync" }) }));
    expect(await declared({ clients: [{ adopt: "Ledger (by hand)" }] })).toMatchObject([{ name: "a1_client" }]);
  });

  it("means it under the client's former name, too", async () => {
    having(application("a1", "Ledger", { tags: tags({ ...ours, team: "billing", client: "old" }) }));
    const was = [{ team: "billing", client: "old" }];
    expect(await declared({ clients: [{ adopt: "gone", was }] })).toMatchObject([{ name: "a1_client" }]);
  });

  it("means it with the tags of another stack of the environment, whose state was moved to this one", async () => {
    const moved = { ...ours, stack: "idcs-apps/dev.payments", client: "ledger-sync" };
    having(application("a1", "payments-ledger-sync", { tags: tags(moved) }));
    for (const adopt of ["Ledger (by hand)", "a1_client"]) {
      registered.length = 0;
      expect(await declared({ clients: [{ adopt }] })).toMatchObject([{ name: "a1_client" }]);
    }
  });

  it.each([
    ["another environment's", { ...ours, stack: "idcs-apps/prod", client: "ledger-sync" }],
    ["another team's", { ...ours, team: "billing", client: "ledger-sync" }],
    ["another client's", { ...ours, client: "ledger" }],
  ])("does not mean %s application, and says how to look", async (_, of) => {
    having(application("a1", "payments-ledger-sync", { tags: tags(of) }));
    expect(await problems({ clients: [{ adopt: "Ledgr" }] })).toEqual([
      'adopt: "Ledgr" is not an application of the identity domain: none has it as its client ID, OCID or display name. To look: the console, or `oci identity-domains apps list`. If it was deleted after its adoption, remove `adopt`: the next `pulumi up --refresh` creates another one, with another client secret.',
    ]);
  });

  it("asks for the OCID if the name of one application is the client ID of another", async () => {
    having(application("a1", "b2_client"), application("b2", "Ledger"));
    expect(await problems({ clients: [{ adopt: "b2_client" }] })).toEqual([
      'adopt: "b2_client" may be "b2_client" (client ID a1_client, ocid1.domainapp.oc1..a1) or "Ledger" (client ID b2_client, ocid1.domainapp.oc1..b2): write the OCID of the one that is meant.',
    ]);
  });

  it("is refused for the second of two that adopt the same", async () => {
    const clients = [
      { name: "one", adopt: "Ledger" },
      { name: "two", adopt: "a1" },
    ];
    expect(await problems({ clients })).toEqual([
      'adopt: "a1" is already adopted by payments/one: only one can have it.',
    ]);
  });

  it("accepts the application's own client ID beside it, and reports another one", async () => {
    expect(await problems({ clients: [{ adopt: "Ledger", clientId: "a1_client" }] })).toEqual([]);
    expect(await problems({ clients: [{ adopt: "Ledger", clientId: "payments_ledger" }] })).toEqual([
      'clientId: "payments_ledger" is not the client ID of "Ledger", which has "a1_client" and keeps it when it is adopted: write that, or remove `clientId`.',
    ]);
  });

  it.each([
    [
      "Oracle's own",
      { isOpcService: true },
      "is Oracle's own application, which no team can have. An administrator can change its settings with `manage: true` in environments/prod.yaml.",
    ],
    [
      "a part of the domain",
      { infrastructure: true },
      "is Oracle's own application, which no team can have. An administrator can change its settings with `manage: true` in environments/prod.yaml.",
    ],
    [
      "another stack's",
      { tags: tags({ ...ours, stack: "idcs-apps/test", client: "x" }) },
      "belongs to others (managed-by idcs-apps, stack idcs-apps/test, team payments, client x): change it there, or have it released there first.",
    ],
    [
      "another client's of this stack",
      { tags: tags({ ...ours, client: "old" }) },
      "belongs to payments/old of this stack already. If payments/old is now called payments/ledger-sync, write `was: payments/old` instead of `adopt`.",
    ],
    [
      "a client and an API at once",
      { isOauthResource: true },
      "is a client and an API at once: write what it is as an API under `api`. `idcs-apps adopt` writes it.",
    ],
    ["an API", api, "is a resource application and not a client: adopt it under `resourceApplications`."],
    ["no OAuth client", { isOauthClient: false }, "is not an OAuth client: configure it as one in the console first."],
    ["a public client", { clientType: "public" }, "is a public client, without a secret: write `clientType: public`."],
  ])("is refused to a client for an application that is %s, with what to do", async (_, more, message) => {
    having(application("a1", "Ledger", more));
    expect(await problems({ clients: [{ adopt: "Ledger" }] })).toEqual([`adopt: "Ledger" ${message}`]);
  });

  it("is refused to a public client for an application with a secret", async () => {
    having(application("a1", "Ledger"));
    expect(await problems({ clients: [{ adopt: "Ledger", clientType: "public" }] })).toEqual([
      'adopt: "Ledger" is not a public client: it has a secret, which it would lose. Remove `clientType: public`.',
    ]);
  });

  it.each([
    ["a client", {}, "is a client and not a resource application: adopt it under `clients`."],
    [
      "a client and an API at once",
      { isOauthResource: true },
      "is a client and an API at once: adopt it under `clients`, with `api`.",
    ],
    [
      "neither a client nor an API",
      { isOauthClient: false },
      "is not a resource application: configure it as one in the console first.",
    ],
  ])("is refused to an API for an application that is %s, with what to do", async (_, more, message) => {
    having(application("a1", "Orders", more));
    expect(await problems({ resourceApplications: [{ adopt: "Orders" }] })).toEqual([`adopt: "Orders" ${message}`]);
  });
});
