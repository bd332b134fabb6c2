import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { documentOf, textOf } from "../../../cli/deliver/document.ts";
import { delivered, ledgerSync, outputs, secret, standIn } from "./world.ts";

const document = documentOf(outputs, "payments/ledger-sync");
const text = document ? textOf(document) : "";
const checksum = createHash("sha256").update(text).digest("hex");
const base64 = (value: string) => Buffer.from(value).toString("base64");
const manifest = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "ledger-sync",
    namespace: "payments",
    labels: { "app.kubernetes.io/managed-by": "idcs-apps" },
    annotations: {
      "idcs-apps/client": "payments/ledger-sync of http://127.0.0.1:8943",
      "idcs-apps/checksum": checksum,
    },
  },
  type: "Opaque",
  data: {
    "client.json": base64(text),
    OAUTH_CLIENT_ID: base64(ledgerSync.clientId),
    OAUTH_CLIENT_SECRET: base64(secret),
    OAUTH_SCOPE: base64(ledgerSync.scope),
    OAUTH_TOKEN_URL: base64(ledgerSync.tokenUrl),
  },
};

const kubernetes = "payments/ledger-sync";

/** A `kubectl` that records its arguments and its input; `get` answers with the file `present`. */
function kubectl(apply = "") {
  return standIn(
    "kubectl",
    `echo "$*" >> "$STAND_IN/calls"
case "$*" in
*"get secret"*) cat "$STAND_IN/present" 2>/dev/null; exit 0;;
*"patch "*) echo "deployment.apps/ledger patched";;
*) cat > "$STAND_IN/input"; ${apply || "echo applied"};;
esac`,
  );
}

describe("deliver --kubernetes", () => {
  it("refuses to print a Secret on a terminal", async () => {
    const { error, printed } = await delivered({ kubernetes }, { isTTY: true });
    expect({ error, printed }).toEqual({
      error:
        "CommandError: --kubernetes prints a Secret, and standard output is a terminal, which would show and keep it: send it to a program, such as `| kubeseal`, or use --apply.",
      printed: "",
    });
  });

  it.each([
    "ledger",
    "payments/",
    "Payments/ledger",
    "payments/le_dger",
    "payments/a/b",
    `payments/${"a".repeat(254)}`,
  ])("refuses the place %s", async (place) => {
    expect((await delivered({ kubernetes: place })).error).toBe(
      `CommandError: --kubernetes ${place}: <namespace>/<name> is expected, each in lower-case letters, digits and hyphens, such as payments/ledger-sync.`,
    );
  });

  it("prints a Secret with the whole document in one key, its variables, a label and a checksum", async () => {
    const { notes, printed } = await delivered({ kubernetes });
    expect(parse(printed)).toEqual(manifest);
    expect(notes).toEqual(["payments/ledger-sync: printed as the Secret payments/ledger-sync."]);
  });
});

describe("deliver --kubernetes --apply", () => {
  it("does not overwrite a Secret without its label", async () => {
    const { environment, folder, read } = kubectl();
    writeFileSync(join(folder, "present"), JSON.stringify({ metadata: { resourceVersion: "7", labels: { a: "b" } } }));
    expect(await delivered({ kubernetes, apply: true }, { environment })).toMatchObject({
      notes: [],
      error:
        "CommandError: payments/ledger-sync: --kubernetes payments/ledger-sync: the Secret payments/ledger-sync exists without the label app.kubernetes.io/managed-by: idcs-apps, so it is not ours: it was not overwritten. Name another Secret, or delete this one if nothing needs it.",
    });
    expect(read("calls")).toBe("get secret ledger-sync --namespace payments --ignore-not-found -o json\n");
  });

  it("does not overwrite the Secret of another client", async () => {
    const { environment, folder } = kubectl();
    const { labels } = manifest.metadata;
    const annotations = { "idcs-apps/client": "payments/ledger-sync of https://prod.example.com" };
    writeFileSync(join(folder, "present"), JSON.stringify({ metadata: { labels, annotations } }));
    expect((await delivered({ kubernetes, apply: true }, { environment })).error).toBe(
      "CommandError: payments/ledger-sync: --kubernetes payments/ledger-sync: the Secret payments/ledger-sync is that of payments/ledger-sync of https://prod.example.com, not of payments/ledger-sync of http://127.0.0.1:8943: it was not overwritten. Name another Secret.",
    );
    expect(existsSync(join(folder, "input"))).toBe(false);
  });

  it("gives kubectl the Secret by its input, never by an argument", async () => {
    const { environment, read } = kubectl();
    const request = { kubernetes, apply: true, kubeContext: "prod", restart: ["deployment/ledger"] };
    const { notes, printed } = await delivered(request, { environment });
    expect({ notes, printed }).toEqual({
      notes: ["payments/ledger-sync: the Secret payments/ledger-sync was created; deployment/ledger restarts."],
      printed: "",
    });
    expect(JSON.parse(read("input"))).toEqual(manifest);
    const patch = JSON.stringify({
      spec: { template: { metadata: { annotations: { "idcs-apps/ledger-sync": checksum } } } },
    });
    expect(read("calls").trim().split("\n")).toEqual([
      "--context prod get secret ledger-sync --namespace payments --ignore-not-found -o json",
      "--context prod apply --server-side --field-manager=idcs-apps -f -",
      `--context prod patch deployment/ledger --namespace payments --type merge -p ${patch}`,
    ]);
  });

  it("replaces its own Secret in the version that it looked at, and leaves a current one alone", async () => {
    const { environment, folder, read } = kubectl();
    const present = { ...manifest, metadata: { ...manifest.metadata, resourceVersion: "7" } };
    writeFileSync(join(folder, "present"), JSON.stringify({ ...present, data: { "client.json": "older" } }));
    const request = { kubernetes, apply: true };
    expect((await delivered(request, { environment })).notes).toEqual([
      "payments/ledger-sync: the Secret payments/ledger-sync was replaced.",
    ]);
    expect(JSON.parse(read("input"))).toEqual(present);
    expect(read("calls")).toContain("apply --server-side --field-manager=idcs-apps --force-conflicts -f -\n");
    const calls = read("calls").split("\n").length;
    writeFileSync(join(folder, "present"), JSON.stringify(present));
    expect((await delivered(request, { environment })).notes).toEqual([
      "payments/ledger-sync: the Secret payments/ledger-sync has it already.",
    ]);
    expect(read("calls").split("\n")).toHaveLength(calls + 1);
  });

  it("shows what kubectl says when it fails, without the secret", async () => {
    const { environment } = kubectl(`cat "$STAND_IN/input" >&2; echo " ${secret} Forbidden" >&2; exit 1`);
    const { error, notes } = await delivered({ kubernetes, apply: true }, { environment });
    expect(error).toMatch(
      /^CommandError: payments\/ledger-sync: --kubernetes payments\/ledger-sync: kubectl apply failed \(exit 1\): \{"apiVersion":"v1".*"client.json":"\*{8}".*$/,
    );
    for (const hidden of [secret, base64(secret), base64(text)]) expect(error + notes.join()).not.toContain(hidden);
  });

  it("says when there is no kubectl", async () => {
    const environment = { PATH: "" };
    expect((await delivered({ kubernetes, apply: true }, { environment })).error).toBe(
      "CommandError: payments/ledger-sync: --kubernetes payments/ledger-sync: there is no kubectl on PATH, which --apply needs.",
    );
  });
});

describe("deliver --clipboard", () => {
  it("gives the document to the desktop's program by its input", async () => {
    const { environment, folder, read } = standIn("xclip", 'cat > "$STAND_IN/input"; echo "$*" > "$STAND_IN/calls"');
    const { notes } = await delivered({ clipboard: true }, { environment: { ...environment, DISPLAY: ":0" } });
    expect(notes).toEqual([
      "payments/ledger-sync: copied to the clipboard by xclip: it stays there, and in the clipboard's history, until you remove it.",
    ]);
    expect(read("input")).toBe(text);
    expect(readFileSync(join(folder, "calls"), "utf8")).toBe("-selection clipboard\n");
  });

  it("asks the terminal where there is no desktop, and refuses where there is neither", async () => {
    let written = "";
    const terminal = {
      isTTY: true,
      write: (part: string) => {
        written += part;
      },
    };
    expect((await delivered({ clipboard: true }, { terminal })).notes).toEqual([
      "payments/ledger-sync: sent to the terminal for its clipboard (OSC 52): not every terminal takes it, and none answers, so paste it to see.",
    ]);
    expect(written).toBe(`\u001B]52;c;${base64(text)}\u0007`);
    expect((await delivered({ clipboard: true })).error).toBe(
      "CommandError: payments/ledger-sync: --clipboard: there is no clipboard: neither a program that copies (pbcopy, wl-copy, xclip, xsel, clip.exe) nor a terminal.",
    );
  });
});
