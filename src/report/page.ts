import { type Content, html, trusted } from './html.ts';
import { style } from './style.ts';

/** A whole page of HTML that needs nothing but itself. `generator` is the program and its version. */
export function page(title: string, generator: string, content: Content): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${generator}">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${content}</main>
</body>
</html>
`.markup;
}
