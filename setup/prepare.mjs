import { delimiter, dirname, join } from "node:path";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureEngine, ensureOldestEngine } from "./engine.mjs";
import { ensureNode } from "./node.mjs";
import { cacheFolder, isPackage } from "./places.mjs";

/**
 * Brings what the project's programs need, and says what it does while it does it.
 *
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to run TypeScript with, and an environment whose
 *   PATH begins with it, and in which Node keeps what it compiled: each run of the program and of the plugin compiles the same
 *   megabytes otherwise
 */
export async function prepareNode() {
  // npm has installed those of the package with it.
  if (!isPackage) await ensureDependencies();
  const node = await ensureNode();
  return { node, env: { NODE_COMPILE_CACHE: join(cacheFolder, "compiled"), ...withFirst(process.env, dirname(node)) } };
}

/**
 * As `prepareNode`, with the Pulumi engine on the environment's PATH too.
 *
 * @param {boolean} [oldest] the oldest engine that is supported. @default false
 */
export async function prepareEngine(oldest = false) {
  const { node, env } = await prepareNode();
  const engine = await (oldest ? ensureOldestEngine(node) : ensureEngine(node));
  return { node, env: { ...withFirst(env, engine), PULUMI_SKIP_UPDATE_CHECK: "true" } };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 */
function withFirst(env, folder) {
  return { ...env, PATH: `${folder}${delimiter}${env.PATH}` };
}
