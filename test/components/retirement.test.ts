import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { compareWithDomain } from "../../components/stack/compare-with-domain.ts";
import type { Notice } from "../../components/stack/notice.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { startRecording } from "./recorder.ts"; // project "idcs-apps", stack "dev"

const url = "https://idcs-1.identity.oraclecloud.com";
const client = (name: string, more = "") =>
  `  - { name: ${name}, grantTypes: [client_credentials], access: []${more && `, ${more}`} }\n`;
const shop = (clients: string) =>
  `team: shop\nowner: shop@example.com\nclients:${clients && "\n"}${clients || " []\n"}`;

interface App {
  readonly name: string;
  readonly isApi?: boolean;
  readonly isRetired?: boolean;
  readonly active?: boolean;
}

/** What the domain lists, and which of its kinds it refuses to list. */
let live: readonly App[];
let refused: string | undefined;

function answer(token: string, { grantFilter = "" }: Record<string, unknown>): object {
  const kind = token.split(":").at(-1) ?? "";
  if (kind === refused) throw Object.assign(new Error(), { details: "403, as said." });
  if (kind === "readStackResourceOutputs") {
    const urns = live.map(({ name, isApi }) => {
      const component = `idcs-apps:index:${isApi ? "ResourceApplication" : "ConfidentialApplication"}`;
      return `urn:pulumi:dev::idcs-apps::idcs-apps:index:Team$${component}$oci:Identity/domainsApp:DomainsApp::${name}`;
    });
    return { outputs: Object.fromEntries(urns.map((urn) => [urn, {}])) };
  }
  if (kind === "getDomainsGrants") {
    const grant = {
      id: "1",
      grantMechanism: "ADMINISTRATOR_TO_GROUP",
      apps: [{ value: "shop/portal" }],
      entitlements: [],
      grantees: [{ type: "Group", value: "2", display: "clerks" }],
      tags: [],
    };
    const grants = String(grantFilter).startsWith("app.value") ? [grant] : [];
    return { grants, totalResults: grants.length };
  }
  const apps = live.map(({ name, isApi = false, isRetired, active = isRetired !== true }) => {
    const [team = "", last = ""] = name.split("/");
    const retired = isRetired === undefined ? {} : { retired: String(isRetired) };
    const tags = { "managed-by": "idcs-apps", stack: "idcs-apps/dev", team, client: last, ...retired };
    return {
      ...{ id: name, displayName: `The ${name}`, name: `id_of_${last}`, active, isOauthClient: !isApi },
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    };
  });
  return { apps, totalResults: apps.length };
}

async function compare(teams: Record<string, string>, deletion = "after-retirement") {
  const files = filesOf({
    "environments/dev.yaml": `identityDomain: { url: ${url} }\ndeletion: ${deletion}\n`,
    ...Object.fromEntries(Object.entries(teams).map(([file, text]) => [`teams/${file}.yaml`, text])),
  });
  const { refusals, warnings } = await compareWithDomain(loadStack("dev", { files }), new DomainLookUp(url));
  const placed = (notice: Notice) =>
    notice.node ? renderProblem(problemAt(notice.node, notice.path, notice.message)) : notice.message;
  return { refusals: refusals.map(placed), warnings: warnings.map(placed) };
}

const rule = 'Nothing was changed: "dev" deletes only what is retired (docs/retire.md).';
const robot = `"shop/robot" is not declared in the environment "dev" any more, and its application "The shop/robot" with client ID "id_of_robot" is not retired. ${rule}`;

describe("an environment that deletes only what is retired", () => {
  beforeEach(() => {
    startRecording(answer);
    live = [{ name: "shop/robot" }, { name: "shop/portal" }];
    refused = undefined;
  });

  it("refuses to lose a client whose entry was removed, with the line to write", async () => {
    expect(await compare({ shop: shop(client("portal")) })).toStrictEqual({
      refusals: [
        `teams/shop.yaml:4:3  clients: ${robot} To delete it, put the entry of "shop/robot" back with \`state: retired\`, run \`pulumi up\`, and remove the entry when nothing needs it any more. If it has a new name, add \`was: shop/robot\` to the new entry.`,
      ],
      warnings: [],
    });
  });

  it("refuses to lose the clients of a file that was removed, and an API", async () => {
    live = [{ name: "sales/api", isApi: true }, { name: "shop/robot" }];
    expect(await compare({ shop: shop(client("robot")) })).toStrictEqual({
      refusals: [
        `"sales/api" is not declared in the environment "dev" any more, and its application "The sales/api" is not retired. ${rule} To delete it, put the manifest of the team "sales" back with \`state: retired\` in this entry, run \`pulumi up\`, and remove the entry when nothing needs it any more. If it has a new name, add \`was: sales/api\` to the new entry.`,
      ],
      warnings: [],
    });
  });

  it("refuses what looks like a new name, with `was` as the first way out, and accepts it with `was`", async () => {
    const teams = (more: string) => ({ shop: shop(client("portal") + client("machine", more)) });
    expect(await compare(teams(""))).toStrictEqual({
      refusals: [
        `teams/shop.yaml:5:13  clients[1].name: ${robot} If "shop/machine" is the same client under a new name, add \`was: robot\` here: it then keeps its application. To delete it, put the entry of "shop/robot" back with \`state: retired\`, run \`pulumi up\`, and remove the entry when nothing needs it any more.`,
      ],
      warnings: [],
    });
    expect(await compare(teams("was: robot"))).toStrictEqual({ refusals: [], warnings: [] });
  });

  it.each([undefined, false])("does not take a tag that says otherwise as retired: %s", async (isRetired) => {
    live = [{ name: "shop/robot", ...(isRetired !== undefined && { isRetired }) }];
    expect((await compare({ shop: shop("") })).refusals).toHaveLength(1);
  });

  it("does not delete what somebody has activated again", async () => {
    live = [{ name: "shop/robot", isRetired: true, active: true }];
    expect((await compare({ shop: shop("") })).refusals.join()).toContain(
      `with client ID "id_of_robot" is active again, although it was retired. ${rule}`,
    );
  });

  it("deletes what is retired, and says what that takes along", async () => {
    live = [
      { name: "shop/portal", isRetired: true },
      { name: "shop/robot", isRetired: true },
    ];
    const { refusals, warnings } = await compare({ shop: shop(client("robot")) });
    expect(refusals).toStrictEqual([]);
    expect(warnings).toStrictEqual([
      'teams/shop.yaml:4:3  clients: "shop/portal" is not declared in the environment "dev" any more: `pulumi up` deletes its application "The shop/portal" with client ID "id_of_portal" and its client secret, and no program can use them again. To keep it, put its entry back; if it has a new name, add `was: shop/portal` to the new entry. It takes along 1 assignment ("clerks").',
    ]);
  });

  it("deletes nothing if the domain does not list the applications, and says if it does not list what goes along", async () => {
    refused = "getDomainsApps";
    await expect(compare({ shop: shop("") })).rejects.toMatchObject({
      name: "LookUpError",
      message:
        'the identity domain does not list the applications of this stack, so that this run could delete one that is not retired. Nothing was changed: "dev" deletes only what is retired (docs/retire.md). 403, as said.',
    });
    refused = "getDomainsGrants";
    live = [{ name: "shop/robot", isRetired: true }];
    expect((await compare({ shop: shop("") })).warnings.join()).toMatch(
      /The domain does not list what it takes along: 403, as said\.$/,
    );
  });

  it("refuses if the state cannot be read: what the domain has may be in it", async () => {
    refused = "readStackResourceOutputs";
    expect((await compare({ shop: shop(client("portal")) })).refusals).toHaveLength(1);
  });
});

it("an environment that deletes directly warns of the same, with what it takes along", async () => {
  startRecording(answer);
  live = [{ name: "shop/portal" }];
  refused = undefined;
  const { refusals, warnings } = await compare({ shop: shop("") }, "direct");
  expect(refusals).toStrictEqual([]);
  expect(warnings.join()).toContain('It takes along 1 assignment ("clerks").');
});
