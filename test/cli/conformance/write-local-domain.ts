import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lookAt } from "./look-at.ts";

// Writes what the local domain shows, for `doctor --conformance`: node test/cli/conformance/write-local-domain.ts

const file = join(import.meta.dirname, "../../../cli/conformance/local-domain.json");
writeFileSync(file, `${JSON.stringify(await lookAt(), undefined, 1)}\n`);
