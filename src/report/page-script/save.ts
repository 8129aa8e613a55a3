import { element, resolved } from './elements.ts';

/** A figure that can be saved. */
export interface Saved {
  readonly name: string;
  svg(): SVGElement;
  csv(): string;
}

/** The menu that saves a figure as SVG, PNG or CSV. */
export function saveMenu(what: Saved): HTMLElement {
  const file = what.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  const actions: [string, () => void][] = [
    ['SVG', () => save(`${file}.svg`, new Blob([svgText(what)], { type: 'image/svg+xml' }))],
    ['PNG', () => void savePng(`${file}.png`, what)],
    ['CSV', () => save(`${file}.csv`, new Blob([what.csv()], { type: 'text/csv' }))],
  ];
  const menu = element(
    'details',
    { class: 'menu' },
    element('summary', { 'aria-label': `Save: ${what.name}` }, 'Save'),
    element(
      'div',
      {},
      ...actions.map(([label, act]) => {
        const button = element('button', { type: 'button' }, label);
        button.addEventListener('click', () => {
          act();
          menu.open = false;
        });
        return button;
      }),
    ),
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  menu.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && menu.contains(event.relatedTarget))) menu.open = false;
  });
  return menu;
}

function save(name: string, data: Blob): void {
  const address = URL.createObjectURL(data);
  const link = element('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The picture as a standalone SVG file with a background, and with the colours of the page written out. */
function svgText({ svg, name }: Pick<Saved, 'svg' | 'name'>): string {
  const picture = svg().cloneNode(true) as SVGElement;
  const [, , width, height] = (picture.getAttribute('viewBox') ?? '0 0 400 300').split(/[ ,]+/);
  picture.removeAttribute('class');
  picture.setAttribute('width', width);
  picture.setAttribute('height', height);
  picture.setAttribute('font-family', 'Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif');
  picture.setAttribute('font-size', '12');
  picture.setAttribute('fill', resolved('var(--ink)'));
  picture.setAttribute('color', resolved('var(--ink)'));
  const ns = 'http://www.w3.org/2000/svg';
  const title = document.createElementNS(ns, 'title');
  title.textContent = name;
  const paper = document.createElementNS(ns, 'rect');
  for (const [key, value] of Object.entries({ width, height, fill: resolved('var(--paper)') }))
    paper.setAttribute(key, value);
  picture.prepend(title, paper);
  const text = new XMLSerializer().serializeToString(picture);
  return text.replace(/var\(--[\w-]+\)/g, (colour) => resolved(colour));
}

const PNG_WIDTH = 1600;

async function savePng(name: string, what: Saved): Promise<void> {
  const address = URL.createObjectURL(new Blob([svgText(what)], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = element('canvas');
  canvas.width = PNG_WIDTH;
  canvas.height = Math.round((PNG_WIDTH * image.height) / image.width);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob !== null) save(name, blob);
}

/** A table as CSV. A heading that a spreadsheet would read as a formula is marked as text. */
export function csvText(head: readonly string[], rows: readonly (readonly (number | null | undefined)[])[]): string {
  const word = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [head.map(word), ...rows.map((row) => row.map((value) => (value == null ? '' : String(value))))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}
