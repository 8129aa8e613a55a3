/** Colours of species, distinct for every kind of colour vision (test/report/palette.test.ts), on light and on dark pages. */
export const speciesColours = {
  light: ['#2f7fd4', '#b03a00', '#006f49', '#5a4789', '#b77800', '#14145c'],
  dark: ['#527be3', '#d67530', '#2db986', '#e59afe', '#e5cc6d', '#15ead1'],
} as const;

/** Colours of methods, runs and variants of a study. They are equally distinct, also from the colours of species. */
export const variantColours = {
  light: ['#029cc2', '#976779', '#03413c', '#8a9139', '#225cc1', '#41460b'],
  dark: ['#1496d3', '#ba657e', '#b2e4c7', '#73840c', '#e4d4fd', '#ffb655'],
} as const;

/** The background colours of the page. */
export const papers = { light: '#fdfdfc', dark: '#15171b' } as const;

function variables(scheme: 'light' | 'dark'): string {
  const named = (kind: string, colours: readonly string[]) => colours.map((colour, k) => `--${kind}-${k}: ${colour};`);
  return [...named('species', speciesColours[scheme]), ...named('variant', variantColours[scheme])].join(' ');
}

/**
 * The style sheet of all pages: text in one column, figures as wide as the page, two sets of colours. Line colours are
 * variables because the pictures refer to them.
 */
export const style = `
:root {
  color-scheme: light dark;
  --paper: ${papers.light}; --ink: #1b1d21; --muted: #5f646d; --rule: #d9dade; --tint: #f3f3f1;
  --good: #1d7a46; --bad: #b3261e; --link: #1f5f99; --accent: #2b3a67; --alarm: #b3261e;
  ${variables('light')}
  --time-0: #e3a02b; --time-1: #d9683a; --time-2: #b83d6a; --time-3: #7a2f8a; --time-4: #2b2a6e;
  --text: Charter, 'Bitstream Charter', 'Iowan Old Style', Palatino, 'Palatino Linotype', Georgia, 'DejaVu Serif', serif;
  --figures: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: ${papers.dark}; --ink: #e4e5e8; --muted: #a3a8b1; --rule: #353941; --tint: #1d2026;
    --good: #5fc48c; --bad: #f2827a; --link: #82b7ea; --accent: #9db4f0; --alarm: #f2827a;
    ${variables('dark')}
    --time-0: #fbe08a; --time-1: #f7ab5c; --time-2: #ee7a86; --time-3: #bb78d2; --time-4: #8f98f0;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 3.2rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 var(--text); }
main { max-width: 78rem; margin: 0 auto; padding: .9rem 1.5rem 5rem; }
p, dl, ul { margin: 0 0 1rem; }
section > p, figcaption, .description { max-width: 46rem; }
h1 { font-size: clamp(1.35rem, 4vw, 1.65rem); line-height: 1.15; font-weight: 600; margin: 0; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; font-weight: 600; line-height: 1.2; margin: 2.6rem 0 1rem; padding-top: .7rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.0625rem; font-weight: 600; margin: 1.4rem 0 .5rem; }
h4 { font: 600 .9rem/1.3 var(--figures); margin: 0; }
a { color: var(--link); text-underline-offset: .15em; overflow-wrap: anywhere; }
code { font: .88em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
small { color: var(--muted); }
.kicker { font: .8rem/1.4 var(--figures); letter-spacing: .04em; color: var(--muted); margin: 0 0 .2rem; }
.description { color: var(--muted); }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; margin: 0 0 .5rem; }
.marks { margin: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.mark { display: inline-block; font: 600 .84rem/1.4 var(--figures); padding: .1em .65em; border: 1px solid; border-radius: 1em; white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.status { font-size: 1.1rem; }
.sentence { font-size: 1.05rem; line-height: 1.4; margin: 0 0 .6rem; max-width: none; text-wrap: pretty; }
.message { display: block; margin-top: .5rem; padding-left: .9rem; border-left: 3px solid var(--bad); overflow-wrap: anywhere; }
.statement { padding-left: .9rem; border-left: 3px solid var(--rule); }
.doubts { max-width: 62rem; margin: .3rem 0 .8rem; padding: .5rem .9rem; border-left: 3px solid var(--bad); background: var(--tint); font-size: .95rem; overflow-wrap: anywhere; }
.doubts p, .doubts ul { margin: 0; }
.formula { overflow-x: auto; overflow-y: hidden; margin: .4rem 0 1rem; }
.formula math { width: fit-content; }
math { font-size: 1.06em; }

.contents { position: sticky; top: 0; z-index: 20; background: var(--paper); border-bottom: 1px solid var(--rule); font: .86rem/1.3 var(--figures); }
.contents ul { list-style: none; display: flex; gap: 1.3rem; margin: 0 auto; padding: .55rem 1.5rem; max-width: 78rem; overflow-x: auto; scrollbar-width: none; }
.contents a { color: var(--muted); text-decoration: none; white-space: nowrap; padding: .15rem 0; }
.contents a:hover { color: var(--ink); }
.contents a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px 0 var(--accent); }

.table { overflow-x: auto; margin: 0 0 1.2rem; background: linear-gradient(to right, var(--paper) 30%, transparent), linear-gradient(to left, var(--paper) 30%, transparent) 100% 0, linear-gradient(to right, var(--rule), transparent), linear-gradient(to left, var(--rule), transparent) 100% 0; background-repeat: no-repeat; background-size: 3rem 100%, 3rem 100%, .7rem 100%, .7rem 100%; background-attachment: local, local, scroll, scroll; }
table { border-collapse: collapse; font: .88rem/1.45 var(--figures); font-variant-numeric: tabular-nums lining-nums; min-width: 50%; }
caption { text-align: left; color: var(--muted); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: baseline; padding: .36rem 1.3rem .36rem 0; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; color: var(--muted); border-bottom-color: var(--muted); vertical-align: bottom; }
tbody th { font-weight: 500; }
td code { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
.lookup th code, .lookup td:nth-child(3) { white-space: nowrap; }
sup { line-height: 0; font-size: .72em; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 0 2.2rem; font: .88rem/1.45 var(--figures); font-variant-numeric: tabular-nums lining-nums; }
dl > div { display: flex; justify-content: space-between; gap: 1rem; padding: .33rem 0; border-bottom: 1px solid var(--rule); }
dt { color: var(--muted); overflow-wrap: break-word; flex: 0 1 auto; min-width: min-content; }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; min-width: 0; }
dd:has(sup) { flex-shrink: 0; white-space: nowrap; }
h3 + dl.wide, dl.wide { grid-template-columns: 1fr; }
dl.wide > div { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; }
dl.wide dd { text-align: left; white-space: normal; }
details { margin: 0 0 .9rem; }
details > summary { cursor: pointer; font: 600 .95rem/1.5 var(--figures); padding: .25rem 0; width: fit-content; }
summary:focus-visible, a:focus-visible, button:focus-visible, [tabindex]:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }

figure { margin: 0 0 2.4rem; }
figure > h3 { margin-top: 0; }
figcaption { font-size: .95rem; line-height: 1.5; margin-top: .6rem; }
.row-title { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .2rem 1.5rem; margin: 1rem 0 .5rem; }
.scale { display: flex; align-items: flex-start; gap: .3rem; width: min(100%, 20rem); font: .8rem/1.2 var(--figures); color: var(--muted); }
.scale span { flex: 1 0 auto; text-align: right; }
.scale svg { flex: 0 1 17rem; width: 17rem; }
.panels { display: grid; gap: 1rem 1.6rem; align-items: end; }
.panel { min-width: 0; position: relative; }
.panel-title { font: 600 .86rem/1.35 var(--figures); margin: 0 0 .15rem; min-height: 1.6rem; padding-right: 3.6rem; display: flex; align-items: flex-end; white-space: pre-wrap; }
.columns-1 { grid-template-columns: minmax(0, 36rem); }
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2.2rem; grid-auto-flow: dense; }
.figures > figure:not(.single) { grid-column: 1 / -1; }
.columns-2 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.columns-3 { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.columns-4 { grid-template-columns: repeat(4, minmax(0, 1fr)); }
.rows > .panels + .panels { margin-top: 1.1rem; }
.picture { display: block; width: 100%; height: auto; overflow: visible; font: 12px var(--figures); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: .3rem 0 0; padding: 0; font: .8rem/1.5 var(--figures); color: var(--muted); }
.sample { width: 28px; height: 10px; vertical-align: middle; }
.screen { display: grid; grid-template-columns: minmax(0, 25rem) minmax(0, 1fr); gap: .5rem 2.2rem; align-items: start; }
.screen > :only-child { grid-column: 1 / -1; max-width: 46rem; }
.numbers { font: .88rem/1.5 var(--figures); font-variant-numeric: tabular-nums lining-nums; color: var(--muted); margin: .6rem 0 0; display: flex; flex-wrap: wrap; gap: 0 2rem; max-width: none; }
.numbers b { color: var(--ink); font-weight: 600; }

.functionals .panel + .panel { margin-top: .4rem; }
.functionals .legend { justify-content: flex-end; padding-right: 6rem; }
/* Elements made by the script. */
.chart { position: relative; touch-action: pan-y; }
.js .chart + .picture, .js .panel > .picture.replaced { display: none; }
.curve-label { position: absolute; z-index: 3; font: 12px/14px var(--figures); background: none; border: 0; padding: 0 2px; margin: 0; cursor: pointer; white-space: nowrap; transform: translateY(-50%); text-align: left; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; }
.curve-label[aria-pressed=false] { text-decoration: line-through; color: var(--muted) !important; }
span.curve-label { cursor: default; }
.y-label, .x-label { position: absolute; font: 12px/1 var(--figures); color: var(--ink); }
.y-label i, .x-label i { font-style: italic; }
.now { position: absolute; width: 0; border-left: 1px solid var(--ink); opacity: .55; pointer-events: none; }
.tip { position: absolute; z-index: 10; pointer-events: none; background: var(--paper); border: 1px solid var(--rule); border-radius: 4px; box-shadow: 0 2px 8px rgb(0 0 0 / 12%); padding: .3rem .5rem; font: 12px/1.45 var(--figures); font-variant-numeric: tabular-nums; white-space: nowrap; }
.tip table { font: inherit; min-width: 0; }
.tip td { border: 0; padding: 0 0 0 .7rem; text-align: right; }
.tip td:first-child { padding: 0; text-align: left; }
.menu { position: absolute; right: 0; top: 0; z-index: 5; margin: 0; }
.menu > summary { font: .78rem/1.4 var(--figures); color: var(--muted); list-style: none; padding: .1rem .35rem; border-radius: 4px; }
.menu > summary::-webkit-details-marker { display: none; }
.menu > summary:hover { background: var(--tint); color: var(--ink); }
.menu > div { position: absolute; right: 0; top: 1.6rem; background: var(--paper); border: 1px solid var(--rule); border-radius: 4px; box-shadow: 0 2px 8px rgb(0 0 0 / 12%); padding: .3rem; display: grid; min-width: 6.5rem; }
.menu button { font: .82rem/1.4 var(--figures); color: var(--ink); background: none; border: 0; text-align: left; padding: .25rem .5rem; border-radius: 3px; cursor: pointer; white-space: nowrap; }
.menu button:hover { background: var(--tint); }
.reset { position: absolute; z-index: 4; right: 3.4rem; top: 0; font: .78rem/1.4 var(--figures); }
.player { position: relative; min-width: 0; }
.controls { display: flex; flex-wrap: wrap; gap: .35rem .5rem; align-items: center; font: .8rem/1.4 var(--figures); margin: 0 0 .35rem; padding-right: 3.4rem; min-height: 1.7rem; }
.choice { display: inline-flex; border: 1px solid var(--rule); border-radius: 5px; overflow: hidden; }
.choice button, .button { font: .8rem/1.4 var(--figures); color: var(--ink); background: var(--paper); border: 0; padding: .16rem .5rem; cursor: pointer; }
.choice button { min-width: 1.7rem; }
.choice button + button { border-left: 1px solid var(--rule); }
.choice button[aria-pressed=true] { background: var(--accent); color: var(--paper); }
.button { border: 1px solid var(--rule); border-radius: 5px; }
.stage { position: relative; width: 100%; }
.stage canvas, .stage svg { display: block; position: absolute; inset: 0; width: 100%; height: 100%; }
.stage svg { overflow: visible; font: 12px var(--figures); }
.bar { display: grid; grid-template-columns: auto 1fr auto; gap: .1rem .6rem; align-items: center; font: 12px/1.2 var(--figures); color: var(--ink); margin: .2rem 0 0 44px; max-width: 26rem; }
.bar canvas { width: 100%; height: .7rem; border: 1px solid var(--rule); display: block; }
.player-note { font: .8rem/1.4 var(--figures); color: var(--muted); margin: .3rem 0 0; max-width: none; }
.timebar { position: sticky; bottom: 0; z-index: 15; background: var(--paper); display: grid; box-shadow: 0 -1px 0 var(--rule); grid-template-columns: auto 1fr auto; gap: .9rem; align-items: center; padding: .45rem 0; margin-top: .7rem; font: .88rem/1.4 var(--figures); font-variant-numeric: tabular-nums lining-nums; }
.timebar input { width: 100%; accent-color: var(--accent); margin: 0; }
.timebar output { min-width: 8.5rem; text-align: right; }
.live { font: .86rem/1.4 var(--figures); display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center; padding: .3rem 1.5rem; max-width: 78rem; margin: 0 auto; color: var(--muted); }
.live progress { accent-color: var(--accent); width: 12rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.list td, .list th { vertical-align: baseline; overflow-wrap: break-word; }
.list tbody th { min-width: 10rem; }
.list a { overflow-wrap: break-word; }

@media screen and (max-width: 62rem) {
  .screen { grid-template-columns: minmax(0, 1fr); }
  .columns-3 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media screen and (max-width: 44rem) {
  body { font-size: 1rem; }
  main { padding: .8rem 1rem 3rem; }
  .contents ul { padding: .5rem 1rem; }
  .columns-2, .columns-3, .figures { grid-template-columns: minmax(0, 1fr); }
  .figures > figure:not(.single) { grid-column: auto; }
  .columns-4 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .columns-1 .picture, .columns-2 .picture, .columns-4 .picture { font-size: 14px; }
  .columns-3 .picture { font-size: 10.5px; }
  .timebar { gap: .5rem; }
  .timebar output { min-width: 6.5rem; }
  td:not(.number) { min-width: 7rem; }
  dl.wide > div { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --tint: #fff; }
  @page { margin: 14mm; }
  html { font-size: 9pt; }
  body { font-size: 1rem; }
  .screen { grid-template-columns: minmax(0, 1fr) minmax(0, 1.25fr); gap: 1rem; }
  .lookup { display: none; }
  main { max-width: none; padding: 0; }
  figure, .table, .statement, .panel { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 1.4rem; }
  .columns-1 { grid-template-columns: minmax(0, 24rem); }
  .contents, .chart, .menu, .controls, .timebar, .reset, .live { display: none !important; }
  .js .panel > .picture.replaced { display: block; }
  details > summary { list-style: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;

/** The values of the colour variables on light pages. */
export const lightColours: ReadonlyMap<string, string> = new Map(
  [...style.slice(0, style.indexOf('@media')).matchAll(/(--[\w-]+): (#[0-9a-f]+);/g)].map(([, name, colour]) => [
    name,
    colour,
  ]),
);
