import { readFileSync } from "node:fs";
import type { Forge } from "./forge.ts";
import { ForgeError } from "./forge-error.ts";
import { gitHub } from "./github.ts";
import { gitLab } from "./gitlab.ts";

/**
 * The forge in whose job this runs, by the variables that it sets; its token is in `GITHUB_TOKEN` or `FORGE_TOKEN`.
 *
 * @throws ForgeError if it is no job, or a variable is missing
 */
export function forgeHere(env: NodeJS.ProcessEnv): Forge {
  const needed = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === "")
      throw new ForgeError(`${name} is not set: give it to this step in its "env".`);
    return value;
  };
  const eventIn = (file: string | undefined): unknown => file && JSON.parse(readFileSync(file, "utf8"));
  if (env.GITHUB_ACTIONS)
    return gitHub({
      apiUrl: needed("GITHUB_API_URL"),
      repository: needed("GITHUB_REPOSITORY"),
      token: needed("GITHUB_TOKEN"),
      event: eventIn(env.GITHUB_EVENT_PATH),
      ...(env.FORGE_ACCOUNT && { account: env.FORGE_ACCOUNT }),
    });
  if (env.GITLAB_CI)
    return gitLab({
      apiUrl: needed("CI_API_V4_URL"),
      project: needed("CI_PROJECT_ID"),
      token: needed("FORGE_TOKEN"),
      defaultBranch: needed("CI_DEFAULT_BRANCH"),
      event: eventIn(env.TRIGGER_PAYLOAD),
      asked: env.MERGE_REQUEST,
    });
  throw new ForgeError(
    "this is a job of neither GitHub Actions nor GitLab CI: neither GITHUB_ACTIONS nor GITLAB_CI is set.",
  );
}
