import type { TestProject } from "vitest/node";
import { ensureInstalled, type Installed } from "./install.ts";

declare module "vitest" {
  interface ProvidedContext {
    installed: Installed;
  }
}

/** Runs once before the tests of this folder, if any of them is among those that run. */
export async function setup(project: TestProject): Promise<void> {
  project.provide("installed", await ensureInstalled());
}
