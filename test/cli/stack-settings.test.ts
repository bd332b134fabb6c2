import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandError } from "../../cli/errors/command-error.ts";
import { stackSettings } from "../../cli/project/stack-settings.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-settings-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: clients\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

describe("stackSettings", () => {
  it("has what is plain in the stack's file, and the names of what is encrypted", () => {
    write(
      "Pulumi.prod.yaml",
      `config:
  oci:tenancyOcid: ocid1.tenancy.oc1..a
  oci:privateKey: { secure: AAAA }
  oci:retries: 3
  oci:unknown: x
  other:userOcid: ocid1.user.oc1..b
  clients:identityDomainUrl: https://idcs-1.identity.oraclecloud.com
  clients:services: { commerce: { title: Oracle Commerce } }
`,
    );
    expect(stackSettings(folder, "prod")).toEqual({
      project: "clients",
      identityDomainUrl: "https://idcs-1.identity.oraclecloud.com",
      services: { commerce: { title: "Oracle Commerce" } },
      authentication: { tenancyOcid: "ocid1.tenancy.oc1..a" },
      patience: { retries: "3" },
      encrypted: ["oci:privateKey"],
    });
  });

  it("is empty for a stack without a file, and for an empty file", () => {
    const empty = { project: "clients", authentication: {}, patience: {}, encrypted: [] };
    expect(stackSettings(folder, "none")).toEqual(empty);
    write("Pulumi.empty.yaml", "");
    expect(stackSettings(folder, "empty")).toEqual(empty);
  });

  it("refuses a file that is not YAML", () => {
    write("Pulumi.broken.yaml", "config: [");
    expect(() => stackSettings(folder, "broken")).toThrow(CommandError);
  });
});
