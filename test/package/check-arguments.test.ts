import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { checkArguments } from "../../package/check-arguments.ts";
import { valuesOf } from "../../package/values.ts";
import { unknownOutput } from "./unknown-output.ts";

const known = { inputProperties: { granteeType: {}, granteeId: {}, roles: {} }, requiredInputs: ["granteeId"] };
const component = 'AppRoleAssignment "ledger"';

/** The message with which it rejects. */
async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "accepted",
    (error: Error) => error.message,
  );
}

describe("checkArguments", () => {
  it("reports what is missing, unknown, or not a word that is allowed, all at once and at its place", async () => {
    const args = {
      granteeTyp: "App",
      granteeType: "Application",
      roles: [{ name: "Clerk", availableTo: ["users", "everybody"] }],
    };
    expect(await messageOf(checkArguments(component, args, known))).toBe(
      [
        'AppRoleAssignment "ledger": granteeId: is required, but missing.',
        'AppRoleAssignment "ledger": granteeTyp: "granteeTyp" is not an argument (it has granteeType, granteeId, roles). Did you mean "granteeType"?',
        'AppRoleAssignment "ledger": granteeType: "Application" is not one of the words (allowed: App, User, Group).',
        'AppRoleAssignment "ledger": roles[0].availableTo[1]: "everybody" is not one of the words (allowed: clients, users, groups).',
      ].join("\n"),
    );
  });

  it("does not show a wrong word that is secret", async () => {
    const args = { granteeId: "42", granteeType: pulumi.secret("s3cret") };
    expect(await messageOf(checkArguments(component, args, known))).toBe(
      'AppRoleAssignment "ledger": granteeType: has a word that is not allowed, and not shown, because it is secret.',
    );
  });

  it("accepts the words, also in an output", async () => {
    const args = { granteeId: "42", granteeType: pulumi.output("App") };
    expect(await messageOf(checkArguments(component, args, known))).toBe("accepted");
  });

  it("accepts a value that is known only after an update", async () => {
    const args = { granteeId: unknownOutput(), granteeType: unknownOutput() };
    expect(await messageOf(checkArguments(component, args, known))).toBe("accepted");
  });
});

describe("valuesOf", () => {
  it("refuses a value that is not known, and one that is secret, without showing it", async () => {
    const args = { team: unknownOutput(), tags: { owner: pulumi.secret("s3cret") } };
    expect(await messageOf(valuesOf('Client "ledger"', args))).toBe(
      [
        'Client "ledger": team: its value is known only after an update, but decides what is declared: use a value that a preview knows, such as one of the configuration.',
        'Client "ledger": tags: is secret, but is stored in the identity domain, and in the state, in clear: use a value that is not.',
      ].join("\n"),
    );
  });

  it("unwraps what is known, and omits what is omitted", async () => {
    const args = { grantTypes: pulumi.output([pulumi.output("implicit")]), owner: undefined, active: false };
    expect(await valuesOf('Client "ledger"', args)).toEqual({ grantTypes: ["implicit"], active: false });
  });
});
