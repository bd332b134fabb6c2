import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openJournal } from "../../../local/storage/journal.ts";
import { openWorld, signedHeaders } from "../world.ts";
import {
  base64,
  compartmentId,
  contentOf,
  create,
  keyId,
  notThere,
  refusal,
  vaultId,
  vaultWorld,
} from "./vault-world.ts";

describe("the vault", () => {
  it("refuses a request without a signature, with a bearer token, or with the signature of another key", async () => {
    const { send, clock, secret } = await vaultWorld();
    const missing = refusal(
      "NotAuthenticated",
      "The required information to complete authentication was not provided.",
    );
    expect(await send("GET", secret)).toMatchObject({ status: 401, body: missing });
    expect(await send("GET", secret, { authorization: "Bearer x" })).toMatchObject({ status: 401, body: missing });
    const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const headers = signedHeaders({ method: "GET", path: secret, date: clock.now, key });
    expect(await send("GET", secret, headers)).toMatchObject({
      status: 401,
      body: refusal("NotAuthenticated", "The request signature does not match the request."),
    });
  });

  it("shows a caller without rights nothing, in the same words as for what does not exist", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const principal = "ocid1.instance.oc1..pipeline";
    const world = await openWorld({
      seed: { signers: [{ principal, publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() }] },
    });
    const { fingerprintOf } = await import("../../../local/rsa-key.ts");
    const fingerprint = fingerprintOf(publicKey.export({ type: "spki", format: "pem" }).toString());
    const { body } = await create(world, "ledger", "one");
    for (const path of [`/20180608/secrets/${body.id}`, `/20190301/secretbundles/${body.id}`]) {
      const signer = `ocid1.tenancy.oc1..local/${principal}/${fingerprint}`;
      const headers = signedHeaders({ method: "GET", path, date: world.clock.now, key: privateKey, keyId: signer });
      expect(await world.send("GET", path, headers)).toMatchObject({ status: 404, body: notThere });
    }
    expect(await world.admin("GET", "/20180608/secrets/ocid1.vaultsecret.oc1..no")).toMatchObject({
      status: 404,
      body: notThere,
    });
    expect(await world.admin("GET", "/20180608/keys")).toMatchObject({ status: 404, body: notThere });
  });

  it.each([
    ["another vault", { vaultId: "ocid1.vault.oc1..other" }, 404, notThere],
    ["another key", { keyId: "ocid1.key.oc1..other" }, 404, notThere],
    ["another compartment", { compartmentId: "ocid1.compartment.oc1..other" }, 404, notThere],
    ["a name with a slash", { secretName: "a/b" }, 400, refusal("InvalidParameter", "secretName: invalid_format")],
    [
      "contents that are not base64, without showing them",
      { secretContent: { contentType: "BASE64", content: "my secret!" } },
      400,
      refusal("InvalidParameter", "secretContent.content: invalid_format"),
    ],
    [
      "a first version that is pending",
      { secretContent: contentOf("x", "PENDING") },
      400,
      refusal("InvalidParameter", "The stage of the first version must be CURRENT."),
    ],
    ["a name that is taken", { secretName: "ledger" }, 400, refusal("InvalidParameter", "name already exists")],
  ])("refuses a secret with %s", async (_, more, status, body) => {
    expect(await create(await vaultWorld(), "new", "x", more)).toMatchObject({ status, body });
  });

  it("creates a secret, whose first version is the current and the latest one", async () => {
    const world = await openWorld();
    const freeformTags = { team: "payments" };
    const { status, body, headers } = await create(world, "ledger", "one", { freeformTags });
    const timeCreated = "2026-11-21T12:00:00.000Z";
    const view = {
      compartmentId,
      currentVersionNumber: 1,
      definedTags: {},
      freeformTags,
      id: body.id,
      isAutoGenerationEnabled: false,
      keyId,
      metadata: {},
      secretName: "ledger",
      timeCreated,
      vaultId,
    };
    expect({ status, body }).toEqual({ status: 200, body: { ...view, lifecycleState: "CREATING" } });
    expect(headers.get("opc-request-id")).toBeTruthy();
    const read = await world.admin("GET", `/20180608/secrets/${body.id}`);
    expect(read.body).toEqual({ ...view, lifecycleState: "ACTIVE" });
    expect(read.headers.get("etag")).toBe(headers.get("etag"));
    expect((await world.admin("GET", `/20190301/secretbundles/${body.id}`)).body).toEqual({
      secretId: body.id,
      timeCreated,
      versionNumber: 1,
      secretBundleContent: { contentType: "BASE64", content: base64("one") },
      stages: ["CURRENT", "LATEST"],
      metadata: {},
    });
  });

  it("creates a secret once for a retry token", async () => {
    const world = await openWorld();
    const body = { compartmentId, vaultId, keyId, secretName: "ledger", secretContent: contentOf("one") };
    const send = () => world.admin("POST", "/20180608/secrets", body, { "opc-retry-token": "t" });
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    const other = { ...body, secretName: "other" };
    expect(await world.admin("POST", "/20180608/secrets", other, { "opc-retry-token": "t" })).toMatchObject({
      status: 409,
      body: refusal("InvalidatedRetryToken", "The opc-retry-token was used with another request."),
    });
  });

  it("refuses a change whose if-match names another version", async () => {
    const { update, admin, secret } = await vaultWorld();
    const etag = (await admin("GET", secret)).headers.get("etag") ?? "";
    expect((await update({ secretContent: contentOf("two") }, { "if-match": etag })).status).toBe(200);
    expect(await update({ secretContent: contentOf("three") }, { "if-match": etag })).toMatchObject({
      status: 412,
      body: refusal("NoEtagMatch", "The ETag in if-match is not that of the resource."),
    });
  });

  it("moves versions through their stages", async () => {
    const { update, versions, bundle } = await vaultWorld();
    await update({ secretContent: contentOf("two", "PENDING") });
    expect(await versions()).toEqual(["2 PENDING LATEST", "1 CURRENT"]);
    expect((await bundle()).body.versionNumber).toBe(1);
    expect((await bundle("?stage=PENDING")).body.secretBundleContent.content).toBe(base64("two"));
    await update({ currentVersionNumber: 2 });
    expect(await versions()).toEqual(["2 CURRENT LATEST", "1 PREVIOUS"]);
    expect(await bundle("?stage=PENDING")).toMatchObject({ status: 404, body: notThere });
    await update({ secretContent: contentOf("three") });
    await update({ secretContent: contentOf("four", "PENDING") });
    await update({ secretContent: contentOf("five", "PENDING") });
    expect(await versions()).toEqual(["5 PENDING LATEST", "4 DEPRECATED", "3 CURRENT", "2 PREVIOUS", "1 DEPRECATED"]);
    expect((await bundle("?versionNumber=1")).body.secretBundleContent.content).toBe(base64("one"));
    expect(await update({ currentVersionNumber: 9 })).toMatchObject({ status: 404, body: notThere });
  });

  it("refuses the 31st version in use, and lets a deprecated one, and no other, be planned for deletion", async () => {
    const { update, admin, secret, versions, pass, bundle } = await vaultWorld();
    for (let number = 2; number <= 30; number++) await update({ secretContent: contentOf(String(number)) });
    expect(await update({ secretContent: contentOf("31") })).toMatchObject({
      status: 400,
      body: refusal("LimitExceeded", "A secret can have at most 30 versions that are in use."),
    });
    expect(await admin("POST", `${secret}/version/29/actions/scheduleDeletion`, {})).toMatchObject({
      status: 409,
      body: refusal("IncorrectState", "Only secret versions marked DEPRECATED can be scheduled for deletion."),
    });
    const soon = { timeOfDeletion: "2026-11-21T13:00:00.000Z" };
    expect(await admin("POST", `${secret}/version/1/actions/scheduleDeletion`, soon)).toMatchObject({
      status: 400,
      body: refusal("InvalidParameter", "timeOfDeletion must be between 1 and 30 days from now."),
    });
    expect((await admin("POST", `${secret}/version/1/actions/scheduleDeletion`, {})).status).toBe(200);
    expect((await admin("GET", `${secret}/version/1`)).body.timeOfDeletion).toBe("2026-12-21T12:00:00.000Z");
    expect((await update({ secretContent: contentOf("31") })).status).toBe(200);
    pass(30);
    expect((await versions()).length).toBe(30);
    expect((await bundle("?versionNumber=1")).status).toBe(404);
  });

  it("keeps the name of a secret that is planned for deletion, hides its contents, and revives it", async () => {
    const world = await vaultWorld();
    const { admin, secret, update, bundle, pass } = world;
    expect((await admin("POST", `${secret}/actions/scheduleDeletion`, {})).status).toBe(200);
    expect((await admin("GET", secret)).body).toMatchObject({
      lifecycleState: "PENDING_DELETION",
      timeOfDeletion: "2026-12-21T12:00:00.000Z",
    });
    expect(await bundle()).toMatchObject({ status: 404, body: notThere });
    expect(await update({ secretContent: contentOf("two") })).toMatchObject({
      status: 409,
      body: refusal("IncorrectState", "The secret is in the state PENDING_DELETION, which does not allow this."),
    });
    expect(await create(world, "ledger", "x")).toMatchObject({
      status: 400,
      body: refusal("InvalidParameter", "name already exists"),
    });
    expect((await admin("POST", `${secret}/actions/cancelDeletion`)).status).toBe(200);
    expect((await bundle()).body.secretBundleContent.content).toBe(base64("one"));
    await admin("POST", `${secret}/actions/scheduleDeletion`, {});
    pass(30);
    expect(await admin("GET", secret)).toMatchObject({ status: 404, body: notThere });
    expect((await create(world, "ledger", "x")).status).toBe(200);
  });

  it("lists secrets by name and state, a page at a time", async () => {
    const world = await vaultWorld();
    await create(world, "billing", "x");
    const list = (query: string) => world.admin("GET", `/20180608/secrets?compartmentId=${compartmentId}${query}`);
    const names = (answer: { body: { secretName: string }[] }) => answer.body.map(({ secretName }) => secretName);
    expect(names(await list("&sortBy=NAME&sortOrder=ASC"))).toEqual(["billing", "ledger"]);
    expect(names(await list(`&name=ledger&vaultId=${vaultId}`))).toEqual(["ledger"]);
    expect(names(await list("&lifecycleState=PENDING_DELETION"))).toEqual([]);
    const first = await list("&limit=1&sortBy=NAME&sortOrder=ASC");
    expect([names(first), first.headers.get("opc-next-page")]).toEqual([["billing"], "1"]);
    const second = await list("&limit=1&sortBy=NAME&sortOrder=ASC&page=1");
    expect([names(second), second.headers.get("opc-next-page")]).toEqual([["ledger"], null]);
    expect(await world.admin("GET", "/20180608/secrets")).toMatchObject({
      status: 400,
      body: refusal("MissingParameter", "compartmentId is missing."),
    });
  });

  it("keeps its secrets when the domain is closed and opened again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vault-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "domain.lmdb");
    const first = await openWorld({ journal: openJournal(path) });
    const { body } = await create(first, "ledger", "one");
    await first.domain.close();
    const second = await openWorld({ journal: openJournal(path) });
    const bundle = await second.admin("GET", `/20190301/secretbundles/${body.id}`);
    await second.domain.close();
    expect(bundle.body.secretBundleContent.content).toBe(base64("one"));
  });
});
