import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';

/** The choices that determine a new scenario. */
export interface Choices {
  readonly start: Start;
  readonly dimension: Dimension;
  readonly masses: readonly number[];
  readonly temperatures: readonly number[];
  readonly exponent: number;
  readonly method: string;
  /** Number of particles of each species. */
  readonly particles: number;
}

/** The initial deviation from equilibrium, and what the run shows. */
export const starts = {
  relaxation: 'species of different temperatures reach a common temperature',
  isotropisation: 'a gas that is hotter along one axis becomes isotropic',
  friction: 'two species drift through each other and slow down',
} as const;

export type Start = keyof typeof starts;

/** Completes the given choices with defaults. Throws InputError when two choices contradict each other. */
export function completed(given: Partial<Choices>): Choices {
  const start = given.start ?? 'relaxation';
  const dimension = given.dimension ?? 3;
  const defaultMasses = start === 'isotropisation' ? [1] : [1, 2];
  const masses = given.masses ?? given.temperatures?.map((_, i) => defaultMasses[i] ?? 1) ?? defaultMasses;
  const temperatures = given.temperatures ?? masses.map((_, i) => (start === 'relaxation' ? i + 1 : 1));
  const choices = {
    ...{ start, dimension, masses, temperatures },
    exponent: given.exponent ?? -3,
    method: given.method ?? 'blob',
    particles: given.particles ?? (dimension === 3 ? 1728 : 1600),
  };
  refuse(choices);
  return choices;
}

function refuse({ start, dimension, masses, temperatures, exponent }: Choices): void {
  const problem = (option: string, expected: string, got: readonly number[]) => {
    throw new InputError(`${option}: expected ${expected}, got ${got.join(',')}`);
  };
  for (const [option, values] of Object.entries({ '--masses': masses, '--temperatures': temperatures }))
    if (values.some((value) => value <= 0)) problem(option, 'numbers > 0', values);
  if (exponent <= -dimension - 2 || exponent > 1)
    problem('--exponent', `a number in (${-dimension - 2}, 1]`, [exponent]);
  if (temperatures.length !== masses.length)
    problem('--temperatures', `${masses.length}, one for each of --masses`, temperatures);
  if (start === 'relaxation' && new Set(temperatures).size === 1)
    problem('--temperatures', 'at least two different ones with --start relaxation', temperatures);
  if (start === 'friction' && masses.length !== 2) problem('--masses', 'two with --start friction', masses);
}
