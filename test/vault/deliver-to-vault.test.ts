import { describe, expect, it } from "vitest";
import { clientTag, deliverToVault } from "../../vault/deliver-to-vault.ts";
import type { SecretStore, VaultVersion } from "../../vault/secret-store.ts";
import { translated } from "../../vault/translate-failure.ts";

const mark = "payments/ledger-sync of https://idcs";

/** A secret whose changes take several looks, and whose list of versions may be behind. */
function slowStore({ looksPerChange = 0, staleLists = 0 } = {}) {
  const contents = new Map([[1, "old"]]);
  let current = 1;
  let busy = 0;
  let stale = 0;
  let shown: readonly VaultVersion[] = [];
  const calls: string[] = [];
  const changed = (call: string) => {
    calls.push(call);
    busy = looksPerChange;
    stale = staleLists;
  };
  const secret = { id: "ocid1.vaultsecret.x", tags: { [clientTag]: mark }, etag: "e" };
  const unused = () => Promise.reject(new Error("not used here"));
  const store: SecretStore = {
    secret: async () => ({ ...secret, state: busy-- > 0 ? "UPDATING" : "ACTIVE" }),
    versions: async () => {
      if (stale-- > 0) return shown;
      shown = [...contents.keys()].map((number) => ({
        number,
        stages: [number === current ? "CURRENT" : number > current ? "PENDING" : "PREVIOUS"],
        isPlannedForDeletion: false,
      }));
      return shown;
    },
    contents: async (_, version) => contents.get(version) ?? "",
    addPending: async (_, text) => {
      contents.set(contents.size + 1, text);
      changed("addPending");
    },
    makeCurrent: async (_, version) => {
      current = version;
      changed("makeCurrent");
    },
    secretNamed: unused,
    create: unused,
    planDeletion: unused,
    revive: unused,
  };
  return { store, calls };
}

async function deliver(store: SecretStore) {
  const waits: number[] = [];
  const delivery = { contents: "new", mark, test: async () => {} };
  const done = deliverToVault(store, { secretId: "ocid1.vaultsecret.x" }, delivery, async (time) => {
    waits.push(time);
  });
  return { done: await done.catch((error: Error) => error.message), waits };
}

describe("deliverToVault", () => {
  it("waits until a change is complete, as often before each step", async () => {
    const { store, calls } = slowStore({ looksPerChange: 5 });
    const { done, waits } = await deliver(store);
    expect(done).toMatchObject({ version: 2, isChanged: true });
    expect(calls).toEqual(["addPending", "makeCurrent"]);
    expect(waits).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  });

  it("gives up if a change is not complete in time, without another one", async () => {
    const { store, calls } = slowStore({ looksPerChange: 7 });
    expect((await deliver(store)).done).toBe(
      "the secret ocid1.vaultsecret.x is in the state UPDATING: nothing can be written to it now. Repeat the command later.",
    );
    expect(calls).toEqual(["addPending"]);
  });

  it("adds and promotes one version, although the list does not show it yet", async () => {
    const { store, calls } = slowStore({ staleLists: 3 });
    expect((await deliver(store)).done).toMatchObject({ version: 2 });
    expect(calls).toEqual(["addPending", "makeCurrent"]);
  });
});

describe("translated", () => {
  const requestEndpoint = "GET https://vaults.eu-frankfurt-1.oci.oraclecloud.com/20180608/secrets/ocid1";

  it.each([
    [
      { statusCode: 400, serviceCode: "InvalidParameter", message: "name already exists" },
      "NAME_TAKEN",
      "the vault has a secret of this name already, and the list of the compartment does not show it (400 InvalidParameter: name already exists): it is in another compartment of the vault, or these credentials may not see it. Use its OCID, or another name.",
    ],
    [
      { statusCode: 409, serviceCode: "Conflict", message: "The secret already exists." },
      "NAME_TAKEN",
      "the vault has a secret of this name already, and the list of the compartment does not show it (409 Conflict: The secret already exists): it is in another compartment of the vault, or these credentials may not see it. Use its OCID, or another name.",
    ],
    [
      { statusCode: 412, serviceCode: "NoEtagMatch", message: "no match" },
      "UNCERTAIN",
      "https://vaults.eu-frankfurt-1.oci.oraclecloud.com answered 412 NoEtagMatch: no match. Repeat the command.",
    ],
    [
      { statusCode: 401, serviceCode: "NotAuthenticated", message: "The required\u001B[31m information\nis missing." },
      "REFUSED",
      "https://vaults.eu-frankfurt-1.oci.oraclecloud.com refused the request: 401 NotAuthenticated: The required [31m information is missing.",
    ],
    [
      { message: "fetch failed" },
      "UNCERTAIN",
      "https://vaults.eu-frankfurt-1.oci.oraclecloud.com gave no answer (fetch failed): check the region, and that it can be reached. Repeat the command.",
    ],
  ])("turns %j into the error %s", (failure, code, message) => {
    expect(translated({ ...failure, requestEndpoint }, "ocid1")).toMatchObject({ name: "VaultError", code, message });
  });
});
