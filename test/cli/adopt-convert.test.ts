import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOf } from "../../cli/adopt/convert/client-of.ts";
import { resourceApplicationOf } from "../../cli/adopt/convert/resource-application-of.ts";
import { listApplications, type ReadApplications, readApplications } from "../../cli/adopt/read/read-applications.ts";
import { DomainWithoutSecrets } from "../../cli/adopt/read/without-secrets.ts";
import { inexpressibleInWords } from "../../cli/adopt/report.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import type { RunningLocalDomain } from "../../local/server.ts";
import { builtInServices } from "../../manifest/oracle/services.ts";
import { environmentOf, oddDomain } from "./adopt-world.ts";

let local: RunningLocalDomain;
let read: ReadApplications;
let from: number;
beforeAll(async () => {
  local = await oddDomain();
  from = local.requests.length;
  const domain = new DomainWithoutSecrets(local.url, await chooseCredentials({}, environmentOf(local)));
  const listed = await listApplications(domain);
  const chosen = listed.filter(({ isOPCService, infrastructure }) => !isOPCService && !infrastructure);
  read = await readApplications(domain, chosen, listed);
});
afterAll(() => local?.close());

const naming = { team: "orders", name: "it", environments: undefined };

function converted(displayName: string) {
  const app = read.applications.find((one) => one.displayName === displayName);
  if (app === undefined) throw new Error(`${displayName} was not read`);
  return app.isOAuthClient ? clientOf(app, read, naming, builtInServices) : resourceApplicationOf(app, read, naming);
}

describe("reading applications", () => {
  it("dumps", () => {
    for (const { displayName } of read.applications) {
      const { entry, inexpressible, read: counts } = converted(displayName);
      console.log(
        displayName,
        JSON.stringify(entry),
        JSON.stringify(inexpressible.map(inexpressibleInWords)),
        JSON.stringify(counts),
      );
    }
    console.log(
      local.requests
        .slice(from)
        .map(({ method, path }) => `${method} ${path}`.slice(0, 300))
        .join("\n"),
    );
  });
});
