import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";
import type { DeliverRequest } from "../../../cli/deliver/check-request.ts";
import { deliver } from "../../../cli/deliver/deliver.ts";
import type { Outputs } from "../../../cli/pulumi/pulumi.ts";

/** The secret that no message may show. */
export const secret = "idcscs-11111111-2222-4333-8444-555555555555";

export const ledgerSync = {
  clientId: "payments_ledger-sync_dev",
  grantTypes: ["client_credentials"],
  scope: "https://ledger.example.com:443/ic/api/ urn:more",
  scopes: { Ledger: "https://ledger.example.com:443/ic/api/ urn:more" },
  tokenUrl: "http://127.0.0.1:8943/oauth2/v1/token",
  identityDomainUrl: "http://127.0.0.1:8943",
  applicationId: "a1",
};

export const outputs: Outputs = {
  clients: {
    "payments/ledger-sync": ledgerSync,
    "payments/portal": { ...ledgerSync, clientId: "portal", scope: "https://portal/" },
    "payments/public": { ...ledgerSync, clientId: "public" },
  },
  clientSecrets: { "payments/ledger-sync": secret, "payments/portal": "idcscs-portal" },
};

const nothing: DeliverRequest = {
  client: "payments/ledger-sync",
  all: false,
  envPrefix: "OAUTH_",
  apply: false,
  clipboard: false,
};

/** A new folder outside of every work tree. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "deliver-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Delivers, and returns what was reported and printed, and the error's message. */
export async function delivered(
  request: Partial<DeliverRequest>,
  {
    of = outputs,
    isTTY = false,
    environment = { PATH: process.env.PATH },
    platform = "linux",
    terminal = { isTTY: false, write: () => {} },
  }: {
    of?: Outputs;
    isTTY?: boolean;
    environment?: NodeJS.ProcessEnv;
    platform?: NodeJS.Platform;
    terminal?: { isTTY: boolean; write(text: string): unknown };
  } = {},
) {
  const notes: string[] = [];
  let printed = "";
  const stdout = {
    isTTY,
    write: (text: string) => {
      printed += text;
    },
  };
  const desktop = { platform, environment, terminal };
  const surroundings = {
    outputs: async () => of,
    stdout,
    note: (text: string) => notes.push(text),
    desktop,
    pause: async () => {},
  };
  try {
    await deliver({ ...nothing, ...request }, surroundings);
    return { notes, printed, error: undefined };
  } catch (error) {
    return { notes, printed, error: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

/** A program of that name on a PATH of its own, which a shell script stands for. */
export function standIn(name: string, script: string) {
  const folder = newFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return {
    folder,
    environment: { PATH: `${folder}${delimiter}${process.env.PATH}`, STAND_IN: folder },
    read: (file: string) => readFileSync(join(folder, file), "utf8"),
  };
}
