import type { TestProject } from "vitest/node";
import type { GoProgram, Missing } from "../compatibility/install.ts";
import { ensureLanguages, ensureSdkGenerator, type Languages } from "./languages.ts";

declare module "vitest" {
  interface ProvidedContext {
    languages: Languages;
    sdkGenerator: GoProgram | Missing;
  }
}

/** Runs once before the tests with programs in other languages, if any of them is among those that run. */
export async function setup(project: TestProject): Promise<void> {
  project.provide("languages", await ensureLanguages());
  project.provide("sdkGenerator", await ensureSdkGenerator());
}
