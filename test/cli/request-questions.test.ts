import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import * as clack from "@clack/prompts";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Answers } from "../../cli/request/answers/answers.ts";
import type { Prompts } from "../../cli/request/ask/prompts.ts";
import { complete, requestWorld } from "./request-world.ts";

/** Ctrl+C. */
const cancelled = Symbol("cancelled");

type Typed = string | boolean | string[] | typeof cancelled;

describe("idcs-apps request in a terminal", () => {
  it("asks for everything, and refuses during typing what the manifest would refuse", async () => {
    const world = requestWorld();
    const { prompts, heard } = scripted(
      ["Billing", "billing"],
      ["a@b", "billing@example.com"],
      ["cash sync", "cash-sync"],
      ["", "Moves cash"],
      ["integration"],
      ["OICINST_finance", "finance"],
      [["client_credentials", "password"]],
      [["dev"]],
      ["trusted"],
      ["no-such.pem", ""],
      ["ServiceDeveloper"],
      [true],
      ["ann, Ann", "ann, bob"],
      [""],
    );
    expect(await world.ask({}, prompts)).toContain("Written: client billing/cash-sync in teams/billing.yaml\n");
    expect(heard).toEqual([
      "The team that the client belongs to",
      '  "Billing" cannot be the name of a team (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "billing"?',
      "E-mail address of the team's owner; for a new team only",
      '  "a@b" is not an e-mail address.',
      "The client's name: the purpose of the integration in a word or two",
      '  "cash sync" cannot be the name of a client (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "cash-sync"?',
      "What the integration does, at most 250 characters",
      "  An answer is needed.",
      "The Oracle service that the client calls: Oracle Integration, Oracle Utilities, Oracle Mobile Hub, Oracle Blockchain Platform, Oracle API Platform, Oracle Digital Assistant, Oracle Analytics, Oracle Fusion Applications, Oracle EPM Cloud, Oracle Process Automation, Oracle Visual Builder, Oracle Content Management, Another app, by its name in the console, None: it calls no API",
      "The name of the service's instance",
      '  "OICINST_finance" is the name of the app, not of the instance: write "finance".',
      "How the client gets tokens (grant types): Client credentials, Resource owner, Authorization code, Refresh token, JWT assertion, SAML2 assertion, Device code, TLS client authentication",
      "Where the client is needed: dev, test",
      "The type of the client: Confidential, Trusted",
      "A PEM file with the client's own certificate (optional)",
      '  "no-such.pem" does not exist.',
      "App roles for the client itself (separated by commas), or none",
      "Should only assigned users and groups get tokens?",
      "A user who may use the client, separated by commas (optional)",
      '  "Ann" is already listed, at [0].',
      "A group that may use the client, separated by commas (optional)",
    ]);
    expect(world.files()["teams/billing.yaml"]).toBe(`# yaml-language-server: $schema=../manifest/team.schema.json
team: billing
owner: billing@example.com
clients:
  - name: cash-sync
    description: Moves cash
    clientType: trusted
    grantTypes: [client_credentials, password]
    access:
      - service: integration
        instance: finance
        roles: [ServiceDeveloper] # proposed: ServiceInvoker to call integrations, ServiceDeveloper for the design-time APIs
    enforceGrants: true
    assign:
      users: [ann, bob]
    environments:
      dev: {}
`);
  });

  it("asks nothing if the flags are sufficient", async () => {
    const { prompts, heard } = scripted();
    expect(await requestWorld().ask(complete, prompts)).toContain("Written: ");
    expect(heard).toEqual([]);
  });

  it.each<[string, Answers, Typed[][], object]>([
    [
      "a service without a naming rule, with its APIs",
      {},
      [["utilities"], ["Oracle Utilities (dev)"], ["soap"]],
      { app: "Oracle Utilities (dev)", scopes: ["/soap/*"] },
    ],
    [
      "another app, with its scopes",
      {},
      [["another app"], ["Orders API"], ["orders.read, orders.write"]],
      { app: "Orders API", scopes: ["orders.read", "orders.write"] },
    ],
  ])("writes the access to %s", async (_, given, typed, access) => {
    const world = requestWorld();
    const { service, instance, ...rest } = complete;
    const { prompts } = scripted(...typed, ["confidential"], [false]);
    await world.ask({ ...rest, ...given }, prompts);
    expect(world.load("payments", "cash-sync")?.access).toMatchObject([access]);
  });

  it.each<[string, Typed[][], string]>([
    [
      "an address",
      [[false], ["http://cash.example.com", "https://cash.example.com/back"]],
      "https://cash.example.com/back",
    ],
    [
      "Oracle Integration's callback",
      [[true], ["oic.example.com"]],
      "https://oic.example.com/icsapis/agent/oauth/callback",
    ],
  ])("asks where users are sent back: %s", async (_, typed, url) => {
    const world = requestWorld();
    const { prompts } = scripted(...typed, ["confidential"], [false]);
    await world.ask({ ...complete, grantType: ["authorization_code"] }, prompts);
    expect(world.load("payments", "cash-sync")?.redirectUrls).toEqual([url]);
  });

  it("asks again for answers that cannot be combined", async () => {
    const world = requestWorld();
    const { grantType, ...rest } = complete;
    const jwt = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    const { prompts, heard } = scripted([[jwt]], ["confidential"], [""], [false], [[jwt]], ["trusted"], [""]);
    expect(await world.ask(rest, prompts)).toMatch(
      /^ {2}--grant-type: "JWT assertion" needs a client that may sign assertions about users: [\s\S]*\nWritten: /,
    );
    expect(heard.map((line) => line.split(":")[0])).toEqual([
      "How the client gets tokens (grant types)",
      "The type of the client",
      "A PEM file with the client's own certificate (optional)",
      "Should only assigned users and groups get tokens?",
      "How the client gets tokens (grant types)",
      "The type of the client",
      "A PEM file with the client's own certificate (optional)",
    ]);
    expect(world.load("payments", "cash-sync")).toMatchObject({ clientType: "trusted", grantTypes: [jwt] });
  });

  it("asks again for flags that are wrong", async () => {
    const world = requestWorld();
    const { prompts, heard } = scripted(["finance"], ["ServiceInvoker"]);
    const output = await world.ask({ ...complete, instance: "OICINST_finance", role: ["none", "x"] }, prompts);
    expect(output.split("\n").slice(0, 2)).toEqual([
      '  --instance: "OICINST_finance" is the name of the app, not of the instance: write "finance".',
      '  --role: "none" must be the only value: it asks for no role.',
    ]);
    expect(heard).toHaveLength(2);
    expect(world.load("payments", "cash-sync")?.access).toMatchObject([
      { app: "OICINST_finance", roles: ["ServiceInvoker"] },
    ]);
  });

  it("stops with the command to correct if no answer can help", async () => {
    const world = requestWorld();
    const { prompts } = scripted(["orders.read"]);
    expect(await world.ask({ ...complete, app: "Orders API" }, prompts)).toContain(
      'CommandError: Nothing was written.\n\nTo correct:\n  --service: names two apps: write either "app", or "service" and "instance".\n',
    );
  });

  it("writes nothing if the user cancels", async () => {
    const world = requestWorld();
    const before = world.files();
    const { prompts } = scripted(["payments"], [cancelled]);
    expect(await world.ask({}, prompts)).toBe("InterruptedError: Nothing was written.");
    expect(world.files()).toEqual(before);
  });

  it("works in a terminal, key by key", async () => {
    // A terminal without arrow keys (`dumb`) is one where nobody is asked.
    vi.stubEnv("TERM", "xterm");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const world = requestWorld();
    const { team, grantType, environment, ...rest } = complete;
    const { prompts, shown } = terminal(
      ["Payments", enter, backspace.repeat(8), "payments", enter],
      [down, " ", enter],
      [" ", down, " ", enter],
      [enter],
      ["y"],
      [enter],
      ["qa", enter],
    );
    expect(await world.ask(rest, prompts)).toContain("Written: client payments/cash-sync");
    expect(shown()).toContain('"Payments" cannot be the name of a team');
    expect(world.load("payments", "cash-sync")).toMatchObject({
      clientType: "confidential",
      grantTypes: ["password"],
      enforceGrants: true,
      assign: { users: [], groups: ["qa"] },
      environments: { dev: {}, test: {} },
    });
  });

  it("stops at Ctrl+C", async () => {
    expect(await requestWorld().ask({}, terminal(["\u0003"]).prompts)).toBe("InterruptedError: Nothing was written.");
  });
});

const enter = "\r";
const backspace = "\u007f";
const down = "\u001b[B";

/** The prompts of a terminal in which these keys are pressed, a list for each question; and all that it shows. */
function terminal(...keys: string[][]): { prompts: Prompts; shown: () => string } {
  const output = Object.assign(new PassThrough(), { columns: 500, rows: 50 });
  const shown: string[] = [];
  output.on("data", (chunk) => shown.push(stripVTControlCharacters(String(chunk))));
  const press =
    <Question extends object, Answer>(ask: (question: Question) => Promise<Answer>) =>
    (question: Question) => {
      const input = new PassThrough();
      const answer = ask({ ...question, input, output });
      for (const key of keys.shift() ?? []) input.write(key);
      return answer;
    };
  const prompts = {
    text: press(clack.text),
    select: press(clack.select<string>),
    multiselect: press(clack.multiselect<string>),
    confirm: press(clack.confirm),
    isCancel: clack.isCancel,
  };
  return { prompts, shown: () => shown.join("") };
}

/** Prompts that get these answers: a list for each question, one after the other until one is accepted. */
function scripted(...script: Typed[][]): { prompts: Prompts; heard: string[] } {
  const heard: string[] = [];
  const reply = (message: string, validate?: (typed: string) => string | undefined) => {
    heard.push(message);
    for (const typed of script.shift() ?? []) {
      const refused = typeof typed === "string" ? validate?.(typed) : undefined;
      if (refused === undefined) return Promise.resolve(typed);
      heard.push(`  ${refused}`);
    }
    throw new Error(`nobody answers: ${message}`);
  };
  const labels = ({ message, options }: { message: string; options: readonly { label?: string }[] }) =>
    `${message}: ${options.map(({ label }) => label).join(", ")}`;
  const prompts = {
    text: ({ message, validate }: { message: string; validate?: (typed: string) => string | undefined }) =>
      reply(message, validate),
    select: (question: Parameters<typeof labels>[0]) => reply(labels(question)),
    multiselect: (question: Parameters<typeof labels>[0]) => reply(labels(question)),
    confirm: ({ message }: { message: string }) => reply(message),
    isCancel: (value: unknown) => value === cancelled,
  };
  return { prompts: prompts as unknown as Prompts, heard };
}
