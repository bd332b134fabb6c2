import { describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import { aboutOfficialPlugin } from "../../components/stack/official-plugin.ts";
import { withRotations } from "../../components/stack/rotations.ts";
import { stackOutputs } from "../../components/stack/stack-outputs.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { vaultDeliveryType } from "../../naming/resource-names.ts";
import { allRegistered, registered, registeredOne, startRecording } from "./recorder.ts"; // project "idcs-apps", stack "dev"

const url = "https://idcs-1.identity.oraclecloud.com";
const secret = "ocid1.vaultsecret.oc1.eu-frankfurt-1.a";

/** Declares a stack with one client. @param keys more keys of the client, such as `, deliver: none` */
async function declare(keys: string) {
  startRecording(() => ({ apps: [], totalResults: 0 }));
  const manifest = `team: payments\nowner: payments@example.com\nclients:\n  - { name: ledger, grantTypes: [password]${keys} }\n`;
  const stack = loadStack("dev", {
    files: filesOf({
      "environments/dev.yaml": `identityDomain: { url: "${url}" }\n`,
      "teams/payments.yaml": manifest,
    }),
  });
  const lookUp = new DomainLookUp(url);
  const run = { asOf: "2026-04-01", isPostponed: false };
  const named = await resolveNames(stack, lookUp);
  const { resolved } = await withRotations(named, stack.teams, lookUp, run, () => Promise.resolve(undefined));
  const outputs = stackOutputs(declareStack({ ...stack, identityDomainUrl: url, resolved }));
  await allRegistered();
  return { stack, outputs };
}

const tagOf = () => {
  const applications = registered.filter(({ type }) => type.endsWith(":DomainsApp"));
  return applications.map(
    ({ inputs }) => inputs.tags.find(({ key }: { key: string }) => key === "secret-delivery")?.value,
  );
};
const vault = (keep: boolean) => `, deliver: { vault: { secret: ${secret} }, keepSecretInState: ${keep} }`;

describe("declareStack, for a client that is delivered", () => {
  it("declares nothing with deliver: none", async () => {
    const { outputs } = await declare(", deliver: none");
    expect(registered.filter(({ type }) => type === vaultDeliveryType)).toEqual([]);
    expect(tagOf()).toEqual([undefined]);
    expect(outputs.clients["payments/ledger"]).not.toHaveProperty("delivery");
  });

  it("declares a delivery without the secret, of the version that the tags say", async () => {
    const { outputs } = await declare(`${vault(true)}, secret: { version: 3 }`);
    const { name, inputs } = registeredOne(vaultDeliveryType);
    expect({ name, inputs: { ...inputs, document: JSON.parse(inputs.document) } }).toEqual({
      name: "payments/ledger/vault",
      inputs: {
        idcsEndpoint: url,
        application: "payments/ledger-id",
        document: {
          version: 1,
          client: "payments/ledger",
          clientId: "payments_ledger_dev",
          scope: "openid",
          tokenUrl: `${url}/oauth2/v1/token`,
          identityDomainUrl: url,
          grantTypes: ["password"],
          scopes: {},
        },
        secret,
        secretTags: ["secret-version=3"],
        retired: false,
      },
    });
    expect(tagOf()).toEqual(["vault"]);
    expect(Object.keys(outputs.clientSecrets)).toEqual(["payments/ledger"]);
    expect(outputs.clients["payments/ledger"]).toHaveProperty("delivery");
  });

  it("shows no secret in any output with keepSecretInState: false", async () => {
    const { outputs } = await declare(vault(false));
    expect(tagOf()).toEqual(["vault-only"]);
    expect(outputs.clientSecrets).toEqual({});
    expect(outputs).not.toHaveProperty("clientSecret");
  });

  it("delivers the current application of a rotated client, and shows no pairs with keepSecretInState: false", async () => {
    const { outputs } = await declare(`${vault(false)}, rotation: { every: 90d }`);
    expect(registeredOne(vaultDeliveryType).inputs).toMatchObject({
      application: "payments/ledger-id",
      secretTags: ["rotation-secret=1"],
    });
    expect(tagOf()).toEqual(["vault-only", "vault-only"]);
    expect(outputs).not.toHaveProperty("clientPairs");
    expect(outputs.clients["payments/ledger"]).toHaveProperty("rotation");
  });
});

describe("aboutOfficialPlugin", () => {
  it("refuses a delivery: the official plugin would store the secret", async () => {
    const { stack } = await declare(vault(false));
    expect(aboutOfficialPlugin(stack).refusals).toEqual([
      {
        node: stack.clients[0],
        path: ["deliver"],
        message:
          "the official plugin (OCI_PROVIDER_PLUGIN) cannot deliver to a vault, or keep a secret out of the state: run without OCI_PROVIDER_PLUGIN.",
      },
    ]);
  });
});
