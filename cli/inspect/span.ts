/** The latest time that a date can have, in seconds. */
const latest = 8_640_000_000_000;

/** A time of a token in seconds (RFC 7519, NumericDate); undefined for what is none. */
export function secondsIn(claim: unknown): number | undefined {
  return typeof claim === "number" && Math.abs(claim) <= latest ? claim : undefined;
}

/** How many seconds lie between a moment and a time of a token; negative if that is over. */
export function secondsBetween(now: Date, seconds: number): number {
  return Math.floor(seconds - now.getTime() / 1000);
}

/** A span of time for people: `58 min`, `2 h 5 min`, `3 d`, `40 s`. */
export function spanOf(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}
