import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommandError, InterruptedError } from "../../cli/errors/command-error.ts";
import { failureOf } from "../../cli/errors/failure.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { folderWith } from "../manifest/world.ts";

async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}

const connection = (port: number, host: string) =>
  new Promise((_, reject) => {
    connect({ port, host }).on("error", reject);
  });

describe("failureOf", () => {
  it("shows an error of ours by its message", () => {
    expect(failureOf(new CommandError("No."))).toEqual({ shown: "No.", exitCode: 1 });
    expect(failureOf(new IdentityDomainError("NOT_FOUND", "Not there."))).toEqual({ shown: "Not there.", exitCode: 1 });
  });

  it("ends with 130 after Ctrl-C", async () => {
    expect(failureOf(new InterruptedError("Nothing was written."))).toEqual({
      shown: "Nothing was written.",
      exitCode: 130,
    });
    expect(failureOf(await errorOf(() => AbortSignal.abort().throwIfAborted()))).toEqual({ exitCode: 130 });
  });

  it.each([
    [
      "is not there",
      "nothing.yaml",
      "does not exist, or its folder does not: correct the path, or run the command in the project's folder.",
    ],
    ["is a folder", "", "is a folder, but a file is expected."],
    ["is below a file", "a.txt/b", "is not in a folder: a part of the path is a file."],
  ])("says in words that a path %s", async (_, path, words) => {
    const file = join(folderWith({ "a.txt": "" }), path);
    const { shown, exitCode } = failureOf(await errorOf(() => readFileSync(file)));
    // The system does not name a folder that is read.
    expect([`${file} ${words}`, `The file ${words}`]).toContain(shown);
    expect(exitCode).toBe(1);
  });

  it("says in words that a file may not be read", () => {
    const error = Object.assign(new Error("EACCES: permission denied"), {
      code: "EACCES",
      path: "/etc/shadow",
      syscall: "open",
    });
    expect(failureOf(error).shown).toBe(
      "/etc/shadow may not be read or written by this user: change its permissions, or run the command as its owner.",
    );
  });

  it("says in words that a server does not answer, by fetch and without it", async () => {
    const words =
      "127.0.0.1:1 cannot be reached: nothing answers there: check the address, and whether the server runs (ECONNREFUSED).";
    expect(failureOf(await errorOf(() => connection(1, "127.0.0.1"))).shown).toBe(words);
    const cause = Object.assign(new Error("connect ECONNREFUSED"), {
      code: "ECONNREFUSED",
      address: "127.0.0.1",
      port: 1,
    });
    expect(failureOf(new TypeError("fetch failed", { cause })).shown).toBe(words);
  });

  it("says in words that there is no such host", () => {
    const error = Object.assign(new Error("getaddrinfo"), {
      code: "ENOTFOUND",
      hostname: "idcs.invalid",
      syscall: "getaddrinfo",
    });
    expect(failureOf(error).shown).toBe(
      "idcs.invalid cannot be reached: there is no host of this name: check the address, and the network (ENOTFOUND).",
    );
  });

  it("says in words that a program is not installed", () => {
    const error = Object.assign(new Error("spawn git ENOENT"), { code: "ENOENT", path: "git", syscall: "spawn git" });
    expect(failureOf(error).shown).toBe('There is no program "git" on PATH: install it.');
  });

  it("shows a mistake of this program with its stack", () => {
    const mistake = new TypeError("x is not a function");
    expect(failureOf(mistake)).toEqual({ shown: mistake, exitCode: 1 });
  });
});
