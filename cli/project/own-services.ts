import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadServices } from "../../manifest/load-services.ts";
import { builtInServices, type Services } from "../../manifest/oracle/services.ts";

/**
 * The built-in services and those of all stacks' configuration files, Pulumi.<stack>.yaml, of a folder.
 *
 * @throws ManifestError if one of the files is wrong
 */
export function ownServices(folder: string): Services {
  return readdirSync(folder)
    .filter((file) => /^Pulumi\.[^.]+(\.[^.]+)?\.ya?ml$/.test(file))
    .sort()
    .map((file) => join(folder, file))
    .filter((file) => readFileSync(file, "utf8").trim() !== "")
    .reduce((known: Services, file) => loadServices(file, known), builtInServices);
}
