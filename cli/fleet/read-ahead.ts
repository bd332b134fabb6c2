/**
 * Begins to read what comes next while the caller works with what it asked for. Each is read once; an error reaches only who asks
 * for it.
 *
 * @param names in the order in which they are asked for
 */
export function readAhead<T>(read: (name: string) => Promise<T>, names: readonly string[]): typeof read {
  const begun = new Map<string, Promise<T>>();
  const begin = (name: string): Promise<T> => {
    const reading = begun.get(name) ?? read(name);
    begun.set(name, reading);
    return reading;
  };
  return (name) => {
    const reading = begin(name);
    begun.delete(name);
    const next = names[names.indexOf(name) + 1];
    if (next !== undefined) begin(next).catch(() => {});
    return reading;
  };
}
