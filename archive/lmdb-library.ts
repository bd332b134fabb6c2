import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getAsset, isSea } from "node:sea";

/** The name of the database's native library, beside the bundle or inside the executable. */
export const libraryName = "lmdb.node";

/** In the bundle, this stands for the package with which lmdb looks for its native library in `node_modules/`. */
// biome-ignore lint/style/noDefaultExport: lmdb imports the default.
export default function loadLibrary(): unknown {
  if (!isSea()) return createRequire(import.meta.url)(`./${libraryName}`);
  // The system loads a library from a file only, and needs the file no more afterwards.
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-"));
  try {
    const file = join(folder, libraryName);
    writeFileSync(file, new Uint8Array(getAsset(libraryName)), { mode: 0o700 });
    const library = { exports: {} };
    process.dlopen(library, file);
    return library.exports;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
