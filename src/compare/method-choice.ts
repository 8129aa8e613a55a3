import { InputError } from '../core/errors.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { scenarioSchema } from '../scenario/scenario.ts';

/** One entry of `--methods`. */
export interface MethodChoice {
  /** The entry without its resolution and its label's colon: `blob@400`. */
  readonly id: string;
  /** What the method is called here: its name, or the word before the colon. */
  readonly label: string;
  readonly method: string;
  /** Particles of each species, or nodes per axis for methods on a grid of their own; the scenario's where undefined. */
  readonly resolution?: number;
}

/** The methods that a scenario can name, and the keys of their options. */
export function knownMethods(): ReadonlyMap<string, readonly string[]> {
  const { options } = scenarioSchema().shape.method.unwrap();
  return new Map(options.flatMap(({ shape }) => [...shape.name.values].map((name) => [name, Object.keys(shape)])));
}

/**
 * The list `blob@400,blob@1600,mesh:blob@1600,spectral-grid@32`: methods, each with a resolution behind @ where it is not the
 * scenario's, and with a label before a colon where one method takes part in several variants.
 * Throws InputError with a line for every entry that is not understood.
 */
export function parseMethods(text: string): readonly MethodChoice[] {
  const known = knownMethods();
  const problems: string[] = [];
  const choices = text.split(',').map((entry): MethodChoice => {
    const match = /^(?:([A-Za-z][\w-]*):)?([A-Za-z][\w-]*)(?:@(\d+))?$/.exec(entry.trim());
    if (match === null) {
      problems.push(
        `--methods: expected methods as blob, blob@400 or mesh:blob@400, with commas, got ${entry || 'nothing'}`,
      );
      return { id: entry, label: entry, method: entry };
    }
    const [, label = match[2], method, resolution] = match;
    if (!known.has(method)) {
      const names = [...known.keys()];
      const wayOut = didYouMean(method, names);
      const line = `--methods: expected methods of ${names.join(', ')}, got ${method}`;
      problems.push(wayOut === undefined ? line : `${line}; ${wayOut}`);
    }
    const id = resolution === undefined ? label : `${label}@${Number(resolution)}`;
    return { id, label, method, ...(resolution === undefined ? {} : { resolution: Number(resolution) }) };
  });
  choices.forEach(({ id, label, method }, k) => {
    const earlier = choices.slice(0, k);
    if (earlier.some((other) => other.id === id)) problems.push(`--methods: expected each entry once, got ${id} twice`);
    const other = earlier.find((one) => one.label === label && one.method !== method);
    if (other !== undefined)
      problems.push(`--methods: expected one method for the label ${label}, got ${other.method} and ${method}`);
  });
  if (problems.length > 0) throw new InputError(problems);
  return choices;
}
