import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../../policy");

/** The pack as Pulumi starts it, asked as the engine asks it. */
let pack: ReturnType<typeof spawn>;
let client: InstanceType<typeof analyzerGrpc.AnalyzerClient>;

beforeAll(async () => {
  const script = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  pack = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script, "-typescript=false", "127.0.0.1:1", "."],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const port = await new Promise<string>((resolve, reject) => {
    pack.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
    pack.once("exit", (code) => reject(new Error(`the pack ended with ${code}`)));
  });
  client = new analyzerGrpc.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
});
afterAll(() => {
  client?.close();
  pack?.kill();
});

const app = "oci:Identity/domainsApp:DomainsApp";
const grant = "oci:Identity/domainsGrant:DomainsGrant";

/** What the pack objects to in a resource of a stack. */
async function judged(type: string, name: string, properties: object, stack = "prod.payments"): Promise<string[]> {
  const request = new analyzer.AnalyzeRequest();
  request.setType(type);
  request.setName(name);
  request.setUrn(`urn:pulumi:${stack}::idcs-apps::${type}::${name}`);
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  request.setProperties(struct.Struct.fromJavaScript(properties as Record<string, struct.JavaScriptValue>));
  const response = await new Promise<InstanceType<typeof analyzer.AnalyzeResponse>>((resolve, reject) =>
    client.analyze(request, (error: Error | null, value) => (error ? reject(error) : resolve(value))),
  );
  return response.getDiagnosticsList().map((one) => `${one.getPolicyname()}: ${one.getMessage().split("\n").at(-1)}`);
}

const tags = [{ key: "owner", value: "payments-dev@example.com" }];
const forbidden = {
  tags: [],
  clientSecret: "s3cr3t-value",
  allowedGrants: ["client_credentials", "password", "implicit"],
  redirectUris: ["https://s3cr3t-value.example.com/", "http://s3cr3t-value.example.com/", "http://localhost/"],
  logoutUri: "com.s3cr3t-value:/bye",
  trustScope: "Account",
  allowedOperations: ["introspect", "onBehalfOfUser"],
  bypassConsent: true,
};

describe("the policy pack", () => {
  it("refuses what the rules forbid, with places and without a value", async () => {
    const found = await judged(app, "payments/portal", forbidden);
    expect(found).toStrictEqual([
      "grant-types: allowedGrants[1] is a grant type that is forbidden here (password, implicit).",
      "grant-types: allowedGrants[2] is a grant type that is forbidden here (password, implicit).",
      "redirects: redirectUris[1] has another scheme than https; http is allowed for localhost.",
      "redirects: logoutUri has another scheme than https; http is allowed for localhost.",
      'owner: tags has no "owner": nobody knows whose application it is.',
      "all-resources: trustScope gives tokens for all resource apps.",
      "on-behalf-of: allowedOperations[1] lets it act for users beyond its own roles.",
      "bypass-consent: bypassConsent gives tokens of users without their consent.",
    ]);
    expect(JSON.stringify(found)).not.toContain("s3cr3t-value");
  });

  it("refuses a role of the domain for an application, and no other role", async () => {
    const role = {
      entitlement: { attributeName: "appRoles", attributeValue: "1" },
      grantee: { type: "App", value: "2" },
    };
    expect(
      await judged(grant, "payments/a/IDCSApp/User Administrator", { ...role, app: { value: "IDCSAppId" } }),
    ).toStrictEqual([
      "domain-roles: it grants a role of the identity domain itself, which makes the client an administrator.",
    ]);
    expect(await judged(grant, "payments/a/Orders/Clerk", { ...role, app: { value: "3" } })).toStrictEqual([]);
  });

  it("lets pass in dev all but an application without an owner, and what keeps to the rules anywhere", async () => {
    expect(await judged(app, "payments/portal", { ...forbidden, tags }, "dev")).toStrictEqual([]);
    expect(await judged(app, "payments/portal", forbidden, "dev")).toHaveLength(1);
    const plain = { tags, allowedGrants: ["client_credentials"], trustScope: "Explicit", bypassConsent: false };
    expect(await judged(app, "payments/a", plain)).toStrictEqual([]);
  });
});
