import { copyFile, mkdir, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "rolldown";
import { libraryName } from "./lmdb-library.ts";

const main = fileURLToPath(new URL("../local/main.ts", import.meta.url));
const libraryLoader = fileURLToPath(new URL("./lmdb-library.ts", import.meta.url));

/** The files of a bundled local domain. */
export interface LocalDomainBundle {
  readonly program: string;
  /** The database's native library: for this machine's platform. */
  readonly library: string;
}

/** Writes the local domain with all that it imports into one CommonJS file, and the database's native library beside it. */
export async function bundleLocalDomain(folder: string): Promise<LocalDomainBundle> {
  const bundle = { program: join(folder, "local-domain.cjs"), library: join(folder, libraryName) };
  await mkdir(folder, { recursive: true });
  await build({
    input: main,
    platform: "node",
    logLevel: "warn",
    // Optional, and native too: without it, values are read by JavaScript.
    external: ["msgpackr-extract"],
    plugins: [withinOneFile],
    checks: { eval: false },
    output: { file: bundle.program, format: "cjs", codeSplitting: false },
  });
  await copyFile(await nativeLibrary(), bundle.library);
  return bundle;
}

/** Puts into the bundle what is found at run time otherwise. */
const withinOneFile: Plugin = {
  name: "within-one-file",
  resolveId(source, importer) {
    const isOfDatabase = importer !== undefined && /[/\\]node_modules[/\\]lmdb[/\\]/.test(importer);
    return source === "node-gyp-build-optional-packages" && isOfDatabase ? libraryLoader : null;
  },
  transform(code, id) {
    // Its `require` is then the bundler's.
    return id.endsWith("xml-document.ts") ? code.replace(/^const require = createRequire\(.*$/m, "") : null;
  },
};

async function nativeLibrary(): Promise<string> {
  const lmdb = createRequire(import.meta.url).resolve("lmdb");
  const own = `@lmdb/lmdb-${process.platform}-${process.arch}`;
  const folder = dirname(createRequire(lmdb).resolve(`${own}/package.json`));
  const name = (await readdir(folder)).find((file) => /^node\.napi(\.glibc)?\.node$/.test(file));
  if (name === undefined) throw new Error(`${folder} has no library node.napi.node: run \`npm ci\` again.`);
  return join(folder, name);
}
