/** Markup that is known to be well formed. Only `html`, `join` and `trusted` make it. */
export interface Html {
  readonly markup: string;
}

/** What may stand inside a template: text (escaped), markup (as it is), lists of both, or nothing at all. */
export type Content = string | Html | undefined | readonly Content[];

/** Template tag that escapes every text put into it: html`<p>${title}</p>` is safe for any title. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { markup: parts.reduce((markup, part, k) => markup + render(contents[k - 1]) + part) };
}

/** The contents with markup between them, as in `join(words, html`, `)`. */
export function join(contents: readonly Content[], between: Html): Html {
  return { markup: contents.map(render).join(between.markup) };
}

/** Markup made by a library or written out in this program; never text of a user. */
export function trusted(markup: string): Html {
  return { markup };
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if ('markup' in content) return content.markup;
  return content.map(render).join('');
}
