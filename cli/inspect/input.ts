import { CommandError } from "../errors/command-error.ts";

/** The longest text that is read as a token, in characters. */
const longest = 64 * 1024;

/** What is said of a longer one. */
export const tooLong = "Standard input has more than 64 KiB: that is no token.";

/**
 * The token in what was piped or pasted: a bare one, with `Bearer` or a header's name before it, or a token endpoint's answer.
 *
 * @throws CommandError without the text
 */
export function tokenIn(text: string): string {
  if (text.length > longest) throw new CommandError(tooLong);
  const token = accessTokenIn(text) ?? text;
  const bare = token
    .trim()
    .replace(/^(authorization\s*:\s*)?bearer\s+/i, "")
    .replaceAll(/^["']|["']$/g, "")
    .trim();
  if (bare === "") throw new CommandError(`There is no token on standard input. ${howTo}`);
  return bare;
}

/** How a token is given. */
const howTo =
  "Pipe it, for example `pbpaste | idcs-apps inspect`, or start `idcs-apps inspect` in a terminal and paste it.";

/**
 * Refuses what a command line has besides options, and a token as an option's value: the list of processes and the shell's
 * history keep it.
 *
 * @throws CommandError without the argument
 */
export function refuseArguments(words: readonly string[], values: readonly unknown[] = []): void {
  if (words.some((word) => isLikeToken(word) || word.length > 200) || values.some(isLikeToken))
    throw new CommandError(
      `A token is not an argument: the list of processes and the shell's history keep it. ${howTo} Remove the line from the history; if others may have seen it, revoke the token, or wait until it expires.`,
    );
  const [word] = words;
  if (word === undefined) return;
  const found = word.startsWith("-")
    ? `${word.split("=")[0]} is not an option of inspect`
    : "inspect takes no arguments";
  throw new CommandError(`${found}: see \`idcs-apps inspect --help\`. ${howTo}`);
}

/** Whether a word is, or contains, the beginning of a JWT or of a refresh token. */
function isLikeToken(word: unknown): boolean {
  return typeof word === "string" && /(^|[=\s])(eyJ|AQ[A-Za-z0-9+/_=-]{20})/.test(word);
}

/** `access_token` of a token endpoint's answer (RFC 6749, section 5.1). */
function accessTokenIn(text: string): string | undefined {
  if (!text.trim().startsWith("{")) return undefined;
  try {
    const { access_token: token } = JSON.parse(text) as { access_token?: unknown };
    return typeof token === "string" ? token : undefined;
  } catch {
    return undefined;
  }
}
