import { type Content, html, trusted } from './html.ts';

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

/**
 * The page's style sheet: one column of text, figures as wide as the page, two sets of colours. Colours of lines are
 * variables because the pictures refer to them; their names are those of palette.ts.
 */
const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1b1d21; --muted: #686d76; --rule: #d9dade; --tint: #f3f3f1;
  --good: #1d7a46; --bad: #b3261e; --link: #1f5f99;
  --accent: #2b3a67; --alarm: #b3261e;
  --species-0: #1c6cb0; --species-1: #cb4f2e; --species-2: #2c8a57; --species-3: #8456ab;
  --species-4: #a87900; --species-5: #0b8487; --species-6: #bd3f86; --species-7: #6a6a6a;
  --time-0: #e3a02b; --time-1: #d9683a; --time-2: #b83d6a; --time-3: #7a2f8a; --time-4: #2b2a6e;
  --text: Charter, 'Bitstream Charter', 'Iowan Old Style', Palatino, 'Palatino Linotype', Georgia, serif;
  --figures: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15171b; --ink: #e4e5e8; --muted: #9a9fa8; --rule: #353941; --tint: #1d2026;
    --good: #5fc48c; --bad: #f2827a; --link: #82b7ea;
    --accent: #9db4f0; --alarm: #f2827a;
    --species-0: #6cb0ee; --species-1: #f28b69; --species-2: #65c794; --species-3: #bd9ae3;
    --species-4: #e0b649; --species-5: #52c6c9; --species-6: #ee84bb; --species-7: #b3b3b3;
    --time-0: #fbe08a; --time-1: #f7ab5c; --time-2: #ee7a86; --time-3: #bb78d2; --time-4: #8f98f0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 var(--text); }
main { max-width: 68rem; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
p, dl, ul { margin: 0 0 1rem; }
header p, section > p { max-width: 44rem; }
h1 { font-size: clamp(1.75rem, 5vw, 2.5rem); line-height: 1.15; font-weight: 600; margin: 0 0 1rem; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.45rem; font-weight: 600; line-height: 1.2; margin: 3.25rem 0 1.1rem; padding-top: .7rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.0625rem; font-weight: 600; margin: 1.6rem 0 .5rem; }
h4 { font: 600 .84rem/1.3 var(--figures); margin: 0 0 .2rem; min-height: 1.5rem; display: flex; align-items: flex-end; white-space: pre-wrap; }
a { color: var(--link); text-underline-offset: .15em; }
code { font: .88em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
small { color: var(--muted); }
.kicker { font: .8rem/1.4 var(--figures); letter-spacing: .04em; color: var(--muted); margin: 0 0 .6rem; }
.doubts { max-width: 44rem; margin: 1.2rem 0; padding: .8rem 1.1rem; border: 2px solid var(--bad); border-radius: .4rem; }
.doubts p, .doubts ul { margin: 0 0 .4rem; }
.description { font-size: 1.15rem; color: var(--muted); }
.mark { display: inline-block; font: 600 .84rem/1.4 var(--figures); padding: .12em .65em; border: 1px solid; border-radius: 1em; white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.status { font-size: 1.15rem; }
.message { display: block; margin-top: .5rem; padding-left: .9rem; border-left: 3px solid var(--bad); overflow-wrap: anywhere; }
.statement { padding-left: .9rem; border-left: 3px solid var(--rule); }
.formula { overflow-x: auto; overflow-y: hidden; margin: .4rem 0 1rem; }
.formula math { width: fit-content; }
math { font-size: 1.06em; }

.table { overflow-x: auto; margin: 0 0 1.2rem; }
table { border-collapse: collapse; font: .9rem/1.45 var(--figures); font-variant-numeric: tabular-nums lining-nums; min-width: 60%; }
caption { text-align: left; color: var(--muted); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: baseline; padding: .42rem 1.4rem .42rem 0; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; color: var(--muted); border-bottom-color: var(--muted); white-space: nowrap; }
tbody th { font-weight: 500; white-space: nowrap; }
td code { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.verdicts table { font-size: 1rem; }
sup { line-height: 0; font-size: .72em; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 0 2.2rem; font: .9rem/1.45 var(--figures); font-variant-numeric: tabular-nums lining-nums; }
dl > div { display: flex; justify-content: space-between; gap: 1rem; padding: .36rem 0; border-bottom: 1px solid var(--rule); }
dt { color: var(--muted); overflow-wrap: break-word; flex: 0 1 auto; min-width: min-content; }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; min-width: 0; }
dd:has(sup) { flex-shrink: 0; white-space: nowrap; }
#provenance h3 + dl, #data > dl { grid-template-columns: 1fr; }
#provenance h3 + dl > div, #data > dl > div { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; }
#provenance h3 + dl dd, #data > dl dd { text-align: left; }
details > summary { cursor: pointer; font: .95rem/1.5 var(--figures); margin-bottom: .8rem; }

figure { margin: 0 0 3rem; }
figcaption { font-size: .95rem; line-height: 1.5; max-width: 46rem; margin-top: .9rem; }
figure h3 { font: 600 .95rem/1.3 var(--figures); margin: 0; }
.row-title { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .2rem 1.5rem; margin: 1.6rem 0 .7rem; }
.scale { display: flex; align-items: flex-start; gap: .3rem; width: min(100%, 20rem); font: .8rem/1.2 var(--figures); color: var(--muted); }
.scale span { flex: 1 0 auto; text-align: right; }
.scale svg { flex: 0 1 17rem; width: 17rem; }
.panels { display: grid; gap: 1.3rem 1.8rem; align-items: end; }
.panel { min-width: 0; align-self: start; }
.columns-1 { grid-template-columns: minmax(0, 32rem); }
.columns-2 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.columns-3 { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.columns-4 { grid-template-columns: repeat(4, minmax(0, 1fr)); }
.rows > .panels + .panels { margin-top: 1.4rem; }
.picture { display: block; width: 100%; height: auto; overflow: visible; font: 12px var(--figures); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: .3rem 0 0; padding: 0; font: .8rem/1.5 var(--figures); color: var(--muted); }
.sample { width: 28px; height: 10px; vertical-align: middle; }
@media (min-width: 60rem) {
  figure.beside { display: grid; grid-template-columns: minmax(0, 32rem) minmax(0, 1fr); gap: 2rem; align-items: center; }
  figure.beside figcaption { margin: 0; }
}
@media (max-width: 60rem) { .columns-3 { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (max-width: 44rem) {
  body { font-size: 1rem; }
  main { padding: 2rem 1rem 3rem; }
  .columns-2, .columns-3 { grid-template-columns: minmax(0, 1fr); }
  .columns-4 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .columns-1 .picture, .columns-2 .picture, .columns-4 .picture { font-size: 14px; }
  .columns-3 .picture { font-size: 10.5px; }
  td:not(.number) { min-width: 8.5rem; }
  #provenance h3 + dl > div, #data > dl > div { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --tint: #fff; }
  @page { margin: 16mm 14mm; }
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  figure, .table, .statement { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details:not([open]) { display: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
