/** A word as it is typed in a shell: in quotes where the shell would take it apart or read something else in it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
