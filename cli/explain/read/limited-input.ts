import { CommandError } from "../../errors/command-error.ts";

/** The largest message that is read: 256 KiB. */
export const largestInput = 256 * 1024;

/**
 * A message from a stream, as text.
 *
 * @throws CommandError if it is larger than 256 KiB; the rest is not read
 */
export async function readLimited(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestInput)
      throw new CommandError(
        "The input is larger than 256 KiB, the limit: paste only the request, its answer and the error.",
      );
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
