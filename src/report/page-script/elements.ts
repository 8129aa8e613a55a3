/** Creates an element with attributes and children; text is never parsed as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** A label whose first letter is a symbol, optionally with a subscript: `u_x (v)`. */
export function symbolLabel(text: string): Node[] {
  const [all, letter, subscript] = /^(\p{L})(?:_(\w+))?(?= |$)/u.exec(text) ?? [];
  if (all === undefined || letter === undefined) return [document.createTextNode(text)];
  return [
    element('i', {}, letter),
    ...(subscript === undefined ? [] : [element('sub', {}, subscript)]),
    document.createTextNode(text.slice(all.length)),
  ];
}

/** The value of a picture's colour, such as `var(--ink)`, on this page, light or dark. */
export function resolved(colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name === undefined ? colour : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A line colour, made dark (or light) enough for text. */
export function wordColour(colour: string): string {
  return `color-mix(in srgb, ${resolved(colour)} 62%, ${resolved('var(--ink)')})`;
}

/** A row of buttons of which one is pressed. */
export function choice(
  label: string,
  names: readonly string[],
  chosen: number,
  choose: (place: number) => void,
): HTMLElement {
  const buttons = names.map((name, place) => {
    const button = element('button', { type: 'button', 'aria-pressed': String(place === chosen) }, name);
    button.addEventListener('click', () => {
      for (const [k, other] of buttons.entries()) other.setAttribute('aria-pressed', String(k === place));
      choose(place);
    });
    return button;
  });
  return element('span', { class: 'choice', role: 'group', 'aria-label': label }, ...buttons);
}
