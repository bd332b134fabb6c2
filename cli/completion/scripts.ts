import { join } from "node:path";
import { programFile } from "../../setup/places.mjs";
import { inShell } from "../../wording/in-shell.ts";

/** Where the program is: what a script calls. */
export interface Installation {
  /** The project's folder: a path. */
  readonly project: string;
  /** The folder of the code: a path. */
  readonly code: string;
  /** The Node that runs this program: a path. */
  readonly node: string;
}

/** Shells for which there is a script. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/**
 * A script that completes command lines of `idcs-apps` in a shell. It defines the command too, if there is none: a function that works
 * like `npm run idcs-apps --` in this project, from any folder. The shell never evaluates what `complete` prints.
 */
export function completionScript(shell: Shell, installation: Installation): string {
  return scripts[shell](installation);
}

const scripts: Readonly<Record<Shell, (installation: Installation) => string>> = {
  bash: (installation) => {
    const { project, command, complete } = posix(installation);
    return `# idcs-apps in bash
if ! type idcs-apps >/dev/null 2>&1; then
  idcs-apps() { (cd -- ${project} >/dev/null && node ${command} "$@"); }
fi
_idcs_apps() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(cd -- ${project} >/dev/null && ${complete} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _idcs_apps idcs-apps
`;
  },
  zsh: (installation) => {
    const { project, command, complete } = posix(installation);
    return `#compdef idcs-apps
# idcs-apps in zsh, after compinit
if ! whence idcs-apps >/dev/null; then
  idcs-apps() { (cd -q -- ${project} && node ${command} "$@") }
fi
_idcs_apps() {
  local -a found
  found=("\${(@f)$(cd -q -- ${project} && ${complete} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -a found
  else
    _files
  fi
}
compdef _idcs_apps idcs-apps
`;
  },
  fish: ({ project, code, node }) => `# idcs-apps in fish
if not type -q idcs-apps
  function idcs-apps
    pushd ${fishQuoted(project)}
    node ${fishQuoted(join(code, command))} $argv
    set -l code $status
    popd
    return $code
  end
end
function __idcs_apps_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  ${fishQuoted(node)} ${flags.map(fishQuoted).join(" ")} ${fishQuoted(programFile("cli/main.ts", code))} complete --folder ${fishQuoted(project)} -- $words[2..-1] "$current" 2>/dev/null
end
complete -c idcs-apps -a '(__idcs_apps_complete)'
`,
};

/** The program that prepares what a command needs, and runs it. */
const command = "setup/idcs-apps.mjs";

const flags = ["--disable-warning=ExperimentalWarning"];

function posix({ project, code, node }: Installation) {
  const complete = [node, ...flags, programFile("cli/main.ts", code)].map(inShell).join(" ");
  return { project: inShell(project), command: inShell(join(code, command)), complete: `${complete} complete --` };
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
