import { isName } from "../../../manifest/keys-and-defaults/text.ts";

const longestName = 40;

/** What letters become that are more than a letter with a mark. */
const spelledOut: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  å: "a",
  ł: "l",
  đ: "d",
  þ: "th",
  ð: "d",
  ı: "i",
};

/**
 * The name in a manifest for an application: its display name in lower case and ASCII, `-` for everything else, without the
 * team's own name before it. A name that is taken gets a number.
 *
 * @param taken the names that the team has already
 */
export function nameOf(displayName: string, team: string, taken: ReadonlySet<string>): string {
  const whole = plain(displayName);
  const withoutTeam = whole.startsWith(`${team}-`) ? whole.slice(team.length + 1) : whole;
  const name = isName(shortened(withoutTeam)) ? shortened(withoutTeam) : shortened(whole);
  const base = isName(name) ? name : shortened(`app-${whole}`);
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? base : `${shortened(base, longestName - `-${number}`.length)}-${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

function plain(text: string): string {
  return [...text.normalize("NFC").toLowerCase()]
    .map((letter) => spelledOut[letter] ?? letter)
    .join("")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}

function shortened(name: string, longest = longestName): string {
  return name.slice(0, longest).replace(/-+$/, "");
}
