/**
 * Characters that do something to a terminal instead of being shown: C0 (without newline and tab), DEL, C1, the marks that turn the
 * direction of text, and the two separators that only some programs take for the end of a line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const allControls = new RegExp(controls, 'g');

/** The text with every control character but newline and tab written out: `\u001b`. In JSON that is the same text. */
export function legible(text: string): string {
  return text.replace(allControls, written);
}

/** Index of the first control character other than newline, tab and carriage return; -1 without. */
export function findControl(text: string): number {
  return text.replaceAll('\r', '\n').search(controls);
}

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
