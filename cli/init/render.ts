import { existsSync } from "node:fs";
import { inShell } from "../../wording/in-shell.ts";
import { codeOf } from "../project/installed-package.ts";
import type { Initialised } from "./init.ts";

/** What was written, and the next commands. @param here the repository's folder, from the working directory; "" if it is that */
export function renderInit({ written, kept }: Initialised, { folder, here }: { folder: string; here: string }): string {
  const isInstalled = existsSync(codeOf(folder, true));
  return [
    `Written: ${written.join(", ") || "nothing, all is there"}`,
    ...(kept.length > 0 ? [`Kept:    ${kept.join(", ")}`] : []),
    "",
    "Next:",
    ...(here === "" ? [] : [`  cd ${inShell(here)}`]),
    ...(isInstalled ? [] : ["  npm install"]),
    "  npx idcs-apps start     a local identity domain, `pulumi up` against it, and a token",
  ].join("\n");
}
