/** The Python code of a page, cell by cell, and the place of its printed output. */
const cell = /```python\n([\s\S]*?)```(\n\n```text\n([\s\S]*?)```)?/g;

export interface Cell {
  readonly code: string;
  readonly output: string | undefined;
}

/** The cells of a page; `output` is undefined if none is shown. */
export function cellsOf(page: string): Cell[] {
  return [...page.matchAll(cell)].map(([, code, shown, output]) => ({
    code,
    output: shown === undefined ? undefined : output,
  }));
}

/** The page with the outputs of its cells, in their order. */
export function withOutputs(page: string, outputs: readonly string[]): string {
  let k = 0;
  return page.replace(cell, (_all, code: string, shown: string | undefined) => {
    const output = outputs[k++];
    return `\`\`\`python\n${code}\`\`\`${shown === undefined ? '' : `\n\n\`\`\`text\n${output}\`\`\``}`;
  });
}

/** Ends the output of a cell; does not occur in texts. */
const separator = '\x1e';

/** One program with all cells; `outputsOf` splits its output. */
export function programOf(page: string): string {
  const mark = `print(${JSON.stringify(separator)}, end="")\n`;
  return ['import matplotlib\nmatplotlib.use("Agg")\n', ...cellsOf(page).map(({ code }) => code + mark)].join('');
}

export function outputsOf(printed: string): string[] {
  return printed.split(separator).slice(0, -1);
}

/** The study of the page. */
export const study = `title: Two densities
base:
  title: Two temperatures become one
  dimension: 2
  species: [{ name: a, mass: 1, density: 1, initial: { anisotropic: { temperatures: [1, 2] } } }]
  collisions: { exponent: 0 }
  method: { name: moments }
  time: { step: 0.1, until: 0.2 }
  output: { every: 0.1 }
axes: { species.a.density: [1, 2] }
targets: { energy: { column: energy, at: end } }
keep: runs
`;

/** The command lines of the page, without `npx landau`. */
export function commandsOf(page: string): string[][] {
  return [...page.matchAll(/^ {4}npx landau (.*)$/gm)].map(([, line]) =>
    [...line.matchAll(/'[^']*'|\S+='[^']*'|\S+/g)].map(([word]) => word.replaceAll("'", '')),
  );
}
