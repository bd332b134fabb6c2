import { program } from "./program.ts";

// A reader that has seen enough, as `head` does, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  const { failureOf } = await import("./errors/failure.ts");
  const { shown, exitCode } = failureOf(error);
  if (shown !== undefined) console.error(shown);
  process.exitCode = exitCode;
}
