import { spawn } from "node:child_process";
import { CommandError } from "../../errors/command-error.ts";
import { textOf } from "../document.ts";
import type { Target } from "./target.ts";

/** Where the clipboard is reached from. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** The terminal, for machines without a desktop: it is asked by the escape sequence OSC 52. */
  readonly terminal: { readonly isTTY?: boolean; write(text: string): unknown };
}

/** The clipboard: by the desktop's own program, or by the terminal. */
export function clipboard(desktop: Desktop): Target {
  return {
    name: "--clipboard",
    deliver: async (document) => {
      const text = textOf(document);
      for (const program of programsOf(desktop)) {
        if (await copiedBy(program, text, desktop.environment)) {
          return `copied to the clipboard by ${program[0]}: it stays there, and in the clipboard's history, until you remove it`;
        }
      }
      if (!desktop.terminal.isTTY) {
        throw new CommandError(
          "there is no clipboard: neither a program that copies (pbcopy, wl-copy, xclip, xsel, clip.exe) nor a terminal.",
        );
      }
      desktop.terminal.write(`\u001B]52;c;${Buffer.from(text).toString("base64")}\u0007`);
      return "sent to the terminal for its clipboard (OSC 52): not every terminal takes it, and none answers, so paste it to see";
    },
  };
}

/** Programs that copy their input, in the order in which they are tried. */
function programsOf({ platform, environment }: Desktop): readonly [string, ...string[]][] {
  if (platform === "darwin") return [["pbcopy"]];
  if (platform === "win32") return [["clip"]];
  return [
    ...(environment.WAYLAND_DISPLAY ? [["wl-copy"] as [string]] : []),
    ...(environment.DISPLAY
      ? ([
          ["xclip", "-selection", "clipboard"],
          ["xsel", "--clipboard", "--input"],
        ] as [string, ...string[]][])
      : []),
    ...(environment.WSL_DISTRO_NAME ? [["clip.exe"] as [string]] : []),
  ];
}

function copiedBy([program, ...args]: [string, ...string[]], text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    // xclip stays behind to serve the clipboard: it must not inherit what this command waits for.
    const child = spawn(program, args, { env, stdio: ["pipe", "ignore", "ignore"] });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
    child.stdin.on("error", () => {});
    child.stdin.end(text);
  });
}
