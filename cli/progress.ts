/** Where progress is shown, and how time passes there. */
export interface ProgressTerminal {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** What is awaited before the first word, and between later ones on a terminal, in milliseconds. */
const second = 1000;

/**
 * Runs some work, and says so on a terminal or in a log if it takes longer than a second. A terminal counts the seconds in one line,
 * which is removed at the end; a log gets one line.
 *
 * @param text what is done: `Reading the applications`
 */
export async function withProgress<T>(stream: ProgressTerminal, text: string, work: () => Promise<T>): Promise<T> {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (stream.isTTY) stream.write(`\r${text} … ${seconds} s`);
    else if (seconds === 1) stream.write(`${text} …\n`);
  }, second);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (stream.isTTY && seconds > 0) stream.write("\r\u001b[K");
  }
}
