// For `node --import`: says at the end which packages of Oracle's SDK the process loaded. They are CommonJS.
import { createRequire } from "node:module";

const { cache } = createRequire(import.meta.url);
process.on("exit", () => {
  const names = Object.keys(cache).flatMap((file) => /node_modules\/(oci-[a-z]+)\//.exec(file)?.[1] ?? []);
  console.error(`loaded of Oracle's SDK: ${[...new Set(names)].toSorted().join(" ") || "nothing"}`);
});
