import { CommandError } from "../errors/command-error.ts";

/** The largest input that is read by default: 256 KiB. */
export const largestInput = 256 * 1024;

/**
 * What comes from a stream, as text.
 *
 * @param tooLarge what is said of an input that is larger than `largest`
 * @param largest in bytes. @default 256 KiB
 * @throws CommandError if it is; the rest is not read
 */
export async function readLimited(
  input: AsyncIterable<Uint8Array | string>,
  tooLarge: string,
  largest = largestInput,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largest) throw new CommandError(tooLarge);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
