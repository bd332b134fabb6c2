import { CommandError } from "../../errors/command-error.ts";

/** The largest message that is read: 256 KiB. */
export const largestInput = 256 * 1024;

/**
 * A message from a stream, as text.
 *
 * @param tooLarge what an input is told that is larger than 256 KiB
 * @throws CommandError if it is; the rest is not read
 */
export async function readLimited(
  input: AsyncIterable<Uint8Array | string>,
  tooLarge = "The input is larger than 256 KiB, the limit: paste only the request, its answer and the error.",
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestInput) throw new CommandError(tooLarge);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
