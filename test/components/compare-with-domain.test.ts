import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { compareWithDomain } from "../../components/stack/compare-with-domain.ts";
import type { Notice } from "../../components/stack/notice.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { lookedUp, startRecording } from "./recorder.ts"; // project "idcs-apps", stack "dev"

const client = (name: string, more = "") =>
  `  - { name: ${name}, grantTypes: [client_credentials], access: []${more && `, ${more}`} }\n`;
const team = (name: string, clients: string) =>
  `team: ${name}\nowner: ${name}@example.com\nclients:${clients === "" ? " []" : `\n${clients}`}\n`;
const api = "resourceApplications: [{ name: api, audience: 'https://shop.example.com/', scopes: [{ value: read }] }]\n";

interface App {
  readonly name: string;
  readonly stack?: string;
  readonly clientId?: string;
  readonly isApi?: boolean;
  /** Whether it is the second application of a rotated client. */
  readonly isSecond?: boolean;
  readonly isRetired?: boolean;
}

/** What the domain lists, and the names in the state of the stack. */
let listed: readonly App[];
let inState: readonly App[] | undefined;

function answer(token: string, { appFilter }: Record<string, unknown>): object {
  if (token.endsWith("getDomainsGrants")) return { grants: [], totalResults: 0 };
  if (token === "pulumi:pulumi:readStackResourceOutputs") {
    if (inState === undefined) throw new Error("not readable");
    const urns = inState.map(({ name, isApi }) => {
      const component = `idcs-apps:index:${isApi ? "ResourceApplication" : "ConfidentialApplication"}`;
      return `urn:pulumi:dev::idcs-apps::idcs-apps:index:Team$${component}$oci:Identity/domainsApp:DomainsApp::${name}`;
    });
    return { outputs: Object.fromEntries(urns.map((urn) => [urn, {}])) };
  }
  const apps = listed.map(({ name, stack = "dev", clientId, isApi = false, isSecond = false, isRetired = false }) => {
    const [ofTeam = "", last = ""] = name.split("/");
    const tags = {
      "managed-by": "idcs-apps",
      stack: `idcs-apps/${stack}`,
      team: ofTeam,
      client: last,
      ...(isSecond && { "rotation-half": "B" }),
      ...(isRetired && { retired: "true" }),
    };
    return {
      ...{
        id: name,
        displayName: `The ${name}`,
        name: clientId ?? `id_of_${last}`,
        active: true,
        isOauthClient: !isApi,
      },
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    };
  });
  const found = apps.filter(({ tags }) =>
    tags.some(({ key, value }) => String(appFilter).includes(`key eq "${key}" and value eq "${value}"`)),
  );
  return { apps: found, totalResults: found.length };
}

/** What the comparison says of teams, as one list, with the kind of each notice. */
async function said(teams: Record<string, string>, stack = "dev"): Promise<string[]> {
  const files = filesOf({
    "environments/dev.yaml": "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n",
    ...Object.fromEntries(Object.entries(teams).map(([file, text]) => [`teams/${file}.yaml`, text])),
  });
  const { refusals, warnings, information } = await compareWithDomain(
    loadStack(stack, { files }),
    new DomainLookUp("https://idcs-1.identity.oraclecloud.com"),
  );
  const placed = (notice: Notice) =>
    notice.node ? renderProblem(problemAt(notice.node, notice.path, notice.message)) : notice.message;
  return [
    ...refusals.map((notice) => `refused: ${placed(notice)}`),
    ...warnings.map((notice) => `warning: ${placed(notice)}`),
    ...information.map((notice) => `information: ${placed(notice)}`),
  ];
}

const lost = (name: string, id: string) =>
  `\`pulumi up\` deletes its application "The ${name}" with client ID "${id}" and its client secret, and no program can use them again`;

describe("compareWithDomain", () => {
  beforeEach(() => {
    startRecording(answer);
    [listed, inState] = [[], []];
  });

  it("says nothing, with one request and without the state, if the domain has what is declared", async () => {
    listed = [{ name: "shop/robot" }, { name: "shop/api", isApi: true }];
    expect(await said({ shop: team("shop", client("robot")) + api })).toEqual([]);
    expect(lookedUp.map(({ type }) => type)).toEqual(["oci:Identity/getDomainsApps:getDomainsApps"]);
  });

  it("warns of a client that this run retires, once", async () => {
    const retired = { shop: team("shop", client("robot", "state: retired")) };
    listed = [{ name: "shop/robot" }];
    expect(await said(retired)).toEqual([
      'warning: teams/shop.yaml:4:73  clients[0].state: retires "shop/robot": its client ID "id_of_robot" gets no more tokens. Tokens that were issued last until they expire. Its ID and every right stay, and removing this line undoes it.',
    ]);
    listed = [{ name: "shop/robot", isRetired: true }];
    expect(await said(retired)).toEqual([]);
  });

  it("warns of a client and an API that are gone from their manifest, and how to keep them", async () => {
    listed = [{ name: "shop/robot" }, { name: "shop/old", clientId: "shop_old" }, { name: "shop/api", isApi: true }];
    inState = listed;
    expect(await said({ shop: team("shop", client("robot")) })).toEqual([
      `warning: teams/shop.yaml:1:1  "shop/api" is not declared in the environment "dev" any more: \`pulumi up\` deletes its application "The shop/api", its scopes and its app roles, and clients lose their access to it. To keep it, put its entry back; if it has a new name, add \`was: shop/api\` to the new entry.`,
      `warning: teams/shop.yaml:4:3  clients: "shop/old" is not declared in the environment "dev" any more: ${lost("shop/old", "shop_old")}. To keep it, put its entry back; if it has a new name, add \`was: shop/old\` to the new entry.`,
    ]);
  });

  it("warns of the clients of a team whose file is gone, without a place", async () => {
    listed = [{ name: "shop/robot" }, { name: "sales/crm" }];
    inState = listed;
    expect(await said({ shop: team("shop", client("robot")) })).toEqual([
      `warning: "sales/crm" is not declared in the environment "dev" any more: ${lost("sales/crm", "id_of_crm")}. To keep it, put the manifest of the team "sales" back; if it has a new name, add \`was: sales/crm\` to the new entry.`,
    ]);
  });

  it("says once what happens to both applications of a rotated client, and proposes `was`", async () => {
    listed = [{ name: "shop/robot" }, { name: "shop/robot", isSecond: true, clientId: "id_of_robot_b" }];
    inState = listed;
    const both =
      '`pulumi up` deletes its applications "The shop/robot" and "The shop/robot" with client IDs "id_of_robot" and "id_of_robot_b" and their client secrets, and no program can use them again';
    expect(await said({ shop: team("shop", client("android")) })).toEqual([
      `warning: teams/shop.yaml:4:13  clients[0].name: "shop/robot" is not declared any more: ${both}. It creates another application for "shop/android", which does not exist yet. If "shop/android" is the same client under a new name, add \`was: robot\` here: it then keeps them.`,
    ]);
    expect(await said({ shop: team("shop", "") })).toEqual([
      `warning: teams/shop.yaml:3:10  clients: "shop/robot" is not declared in the environment "dev" any more: ${both}. To keep it, put its entry back; if it has a new name, add \`was: shop/robot\` to the new entry.`,
    ]);
  });

  it("proposes `was` at the only client that may be the renamed one, and at none if there are two", async () => {
    listed = [{ name: "shop/robot" }];
    inState = listed;
    expect(await said({ shop: team("shop", client("android")) })).toEqual([
      `warning: teams/shop.yaml:4:13  clients[0].name: "shop/robot" is not declared any more: ${lost("shop/robot", "id_of_robot")}. It creates another application for "shop/android", which does not exist yet. If "shop/android" is the same client under a new name, add \`was: robot\` here: it then keeps them.`,
    ]);
    expect(await said({ shop: team("shop", client("android") + client("cyborg")) })).toEqual([
      expect.stringMatching(/^warning: teams\/shop\.yaml:4:3 {2}clients: "shop\/robot" is not declared/),
    ]);
    expect(await said({ shop: team("shop", ""), field: team("field", client("robot")) })).toEqual([
      expect.stringMatching(/^warning: teams\/field\.yaml:4:13 .* add `was: shop\/robot` here: it then keeps them\.$/),
    ]);
    expect(await said({ shop: team("shop", client("android", "was: shop/robot")) })).toEqual([]);
    expect(await said({ shop: team("shop", client("android", "adopt: Android")) })).toEqual([
      expect.stringMatching(
        /^warning: teams\/shop\.yaml:4:3 .* if it has a new name, add `was: shop\/robot` to the new entry\.$/,
      ),
    ]);
  });

  it("does not announce the deletion of what is not in the state: it was moved to another stack", async () => {
    listed = [{ name: "shop/robot" }];
    expect(await said({ shop: team("shop", "") })).toEqual([]);
    inState = undefined;
    expect(await said({ shop: team("shop", "") })).toEqual([expect.stringMatching(/^warning: .*"shop\/robot"/)]);
  });

  it("warns of another `clientId` of a client that exists", async () => {
    listed = [{ name: "shop/robot", clientId: "shop_robot_dev" }];
    expect(await said({ shop: team("shop", client("robot", "clientId: robot2")) })).toEqual([
      `warning: teams/shop.yaml:4:76  clients[0].clientId: "robot2" has no effect: the client ID of an existing client cannot change, and "shop/robot" has "shop_robot_dev". Write that or remove the key. For another client ID, declare another client next to this one, and remove this one once nothing uses it.`,
    ]);
    expect(await said({ shop: team("shop", client("robot", "clientId: shop_robot_dev")) })).toEqual([]);
  });

  it("refuses what another stack of the environment has in its state, until its state is moved", async () => {
    const stack = "dev.shop";
    listed = [
      { name: "shop/robot", stack },
      { name: "shop/people", stack },
      { name: "shop/people", stack: "test.shop" },
    ];
    const teams = { shop: team("shop", client("robot") + client("people")) };
    const refusal = (urns: string) =>
      `refused: teams/shop.yaml:5:13  clients[1].name: the stack "dev.shop" has "shop/people", "shop/robot" in its state, and "dev" would create another application for each. Nothing was changed. To move the state to "dev", run \`pulumi state move --source dev.shop --dest dev ${urns}\`. To leave it where it is, run \`idcs-apps fleet up --env dev\` instead. More: docs/changes.md.`;
    expect(await said(teams)).toEqual([refusal("'urn:pulumi:dev.shop::idcs-apps::idcs-apps:index:Team::shop'")]);
    inState = listed;
    expect(await said(teams)).toEqual([]);
    inState = undefined;
    expect(await said(teams)).toEqual([]);
  });

  it("goes on without these warnings, and says so, if the domain does not list the applications", async () => {
    startRecording(() => {
      throw Object.assign(new Error(), { details: "403, as said." });
    });
    expect(await said({ shop: team("shop", client("robot")) })).toEqual([
      "information: the identity domain does not list the applications of this stack, so that nobody is warned of what this `up` deletes: 403, as said.",
    ]);
  });
});
