// Ends what a test process started, when that process has ended, however it did: node keeper.mjs <mark>
import { killMarked } from "./marked.mjs";

const [mark = ""] = process.argv.slice(2);
process.stdin.resume().on("close", () => killMarked(mark));
