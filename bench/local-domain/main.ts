import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { Cleanup } from "../cleanup.ts";
import { peakMemoryOf } from "../linux-process.ts";
import { administrator } from "../local-domain-process.ts";
import { type LoadFigures, type LoadRequest, measureLoad } from "./load.ts";
import { type PinnedServer, startPinned } from "./pinned-server.ts";

const apps = 10_000;
const requests = 5_000;
const here = import.meta.dirname;
const domainProgram = resolve(here, "..", "..", "local", "main.ts");
const appSchema = "urn:ietf:params:scim:schemas:oracle:idcs:App";
const json = "application/json";
const form = "application/x-www-form-urlencoded";

new Command("bench:local-domain")
  .description(
    `Measures the local identity domain on one core: creating ${apps} apps, reading and finding them, tokens next to ` +
      "those of oauth2-mock-server, start and memory.",
  )
  .parse();
if (process.platform !== "linux") throw new Error("The bench reads /proc and uses taskset, which only Linux has.");

const cleanup = new Cleanup();
try {
  const dataFolder = await mkdtemp(join(tmpdir(), "local-domain-bench-"));
  cleanup.add(() => rm(dataFolder, { recursive: true, force: true }));
  const empty = await startDomain(dataFolder);
  const rows = await measureDomain(empty, dataFolder);
  const filled = peakMemoryOf(empty.pid);
  await empty.stop();
  const again = await startDomain(dataFolder);
  await again.stop();
  const mock = await startPinned([join(here, "mock-token-server.ts")], cleanup);
  rows.push(["token of oauth2-mock-server", await measureLoad(() => tokenRequest(mock.url, "any", "any"), requests)]);
  print(rows);
  console.log(
    [
      `Start: ${empty.startSeconds.toFixed(2)} s without data, ${again.startSeconds.toFixed(2)} s with ${apps} apps.`,
      `Most memory: ${megabytes(filled)} MB while ${apps} apps were created and read.`,
      `Node ${process.version}; the server on one core, the load on the others.`,
    ].join("\n"),
  );
} finally {
  await cleanup.run();
}

type Row = readonly [string, LoadFigures];

/** With the flag of `npm run local-domain`. */
function startDomain(dataFolder: string): Promise<PinnedServer> {
  return startPinned(["--max-semi-space-size=4", domainProgram, "serve", "--port", "0", "--data", dataFolder], cleanup);
}

async function measureDomain({ url }: PinnedServer, dataFolder: string): Promise<Row[]> {
  const privateKeyPath = join(dataFolder, "admin-key.pem");
  const domain = new IdentityDomain(url, await chooseSigningKey({ ...administrator, privateKeyPath }, {}));
  const client = await createAdministratorClient(domain);
  const answer = await fetch(`${url}/oauth2/v1/token`, {
    method: "POST",
    headers: tokenRequest(url, client.id, client.secret).headers,
    body: "grant_type=client_credentials&scope=urn:opc:idm:__myscopes__",
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}`, "content-type": json };
  const get = (path: string): LoadRequest => ({ method: "GET", url: `${url}/admin/v1/${path}`, headers, status: 200 });
  const found = (filter: string) => get(`Apps?${new URLSearchParams({ filter, attributes: "displayName,name" })}`);

  // 200 to warm up, and a tenth more for the latency: 10,000 apps in all.
  const created = await measureLoad(
    (number) => ({ ...get("Apps"), method: "POST", body: appBody(number), status: 201 }),
    Math.floor((apps - 200) / 1.1),
  );
  const page = await domain.list("Apps", { query: { filter: 'displayName sw "bench-"', count: 1000 } });
  const ids = page.Resources.map(({ id }) => id);
  return [
    ["create App", created],
    ["get App", await measureLoad((number) => get(`Apps/${ids[number % ids.length]}`), requests)],
    [
      "list Apps, filter on an indexed attribute",
      await measureLoad((number) => found(`displayName eq "bench-${number % apps}"`), requests),
    ],
    [
      "list Apps, filter on another attribute",
      await measureLoad((number) => found(`description co "number ${number} "`), 100),
    ],
    ["client_credentials token", await measureLoad(() => tokenRequest(url, client.id, client.secret), requests)],
  ];
}

async function createAdministratorClient(domain: IdentityDomain): Promise<{ id: string; secret: string }> {
  const app = await domain.create("Apps", {
    schemas: [appSchema],
    displayName: "bench administrator",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
  });
  const roles = await domain.list("AppRoles", {
    query: { filter: 'app.value eq "IDCSAppId" and displayName eq "Application Administrator"' },
  });
  await domain.create("Grants", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
    grantMechanism: "ADMINISTRATOR_TO_APP",
    grantee: { type: "App", value: app.id },
    app: { value: "IDCSAppId" },
    entitlement: { attributeName: "appRoles", attributeValue: roles.Resources[0]?.id },
  });
  return { id: String(app.name), secret: String(app.clientSecret) };
}

function appBody(number: number): string {
  return JSON.stringify({
    schemas: [appSchema],
    displayName: `bench-${number}`,
    description: `The application number ${number} of the bench`,
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    tags: [{ key: "managed-by", value: "bench" }],
  });
}

function tokenRequest(url: string, id: string, secret: string): LoadRequest {
  const isMock = id === "any";
  return {
    method: "POST",
    url: isMock ? `${url}/token` : `${url}/oauth2/v1/token`,
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      "content-type": form,
    },
    body: "grant_type=client_credentials&scope=urn:opc:idm:__myscopes__",
    status: 200,
  };
}

function print(rows: readonly Row[]): void {
  const token = rows.find(([name]) => name === "client_credentials token")?.[1].requestsPerSecond ?? 0;
  const mock = rows.find(([name]) => name.includes("mock"))?.[1].requestsPerSecond ?? 0;
  console.log("| operation | requests per second | p50, ms | p99, ms |\n| --- | --- | --- | --- |");
  for (const [name, { requestsPerSecond, p50, p99 }] of rows) {
    console.log(`| ${name} | ${requestsPerSecond.toFixed(0)} | ${p50.toFixed(2)} | ${p99.toFixed(2)} |`);
  }
  console.log(`\nTokens: ${(token / mock).toFixed(2)} times as many as oauth2-mock-server in the same run.`);
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
