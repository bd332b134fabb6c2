import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { argumentsText } from "./args.ts";
import { schemaText } from "./schema.ts";

// npm run package-schema: first the arguments, which the analyzer reads.
const folder = join(import.meta.dirname, "..");
writeFileSync(join(folder, "args.generated.ts"), argumentsText());
writeFileSync(join(folder, "schema.json"), schemaText());
