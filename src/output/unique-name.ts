/** `wanted`, with underscores appended until it differs from every name in `taken`; added to `taken`. */
export function uniqueName(wanted: string, taken: Set<string>): string {
  const name = taken.has(wanted) ? uniqueName(`${wanted}_`, taken) : wanted;
  taken.add(name);
  return name;
}
