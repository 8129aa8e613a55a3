import type * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import type { DistributionKind } from '../ensemble/distribution.ts';
import { distributions } from '../ensemble/distributions.ts';
import { either, list, map, number } from '../schema/fields.ts';

/** The initial distribution of one species: a map with exactly one key, the kind. */
export function initial(dimension: Dimension | undefined) {
  const kinds = known().map(([name, { summary, part, parameters }]) => ({
    name,
    summary,
    part,
    parameters: parameters(dimension),
  }));
  const simple = kinds.map(({ name, summary, parameters }) => map(summary, { [name]: parameters }));
  const names = [...kinds.map(({ name }) => name), 'mixture'];
  return either(
    'Initial distribution f(v) of the species',
    [...(simple as unknown as readonly Schema<Kinds>[]), map('A sum of parts.', { mixture: mixtureOf(kinds) })],
    `a map with exactly one of the keys ${names.join(', ')}`,
  );
}

type Kinds = typeof distributions;

/** The schemas of the kinds, each a map with its name as the only key beside those of `Common`. */
type Schema<Of, Common = unknown> = {
  [Name in keyof Of & string]: Of[Name] extends {
    parameters(dimension: Dimension | undefined): infer Parameters extends z.ZodType;
  }
    ? z.ZodObject<{ [Key in Name]: Parameters } & Common, z.core.$strict>
    : never;
}[keyof Of & string];

function known(): readonly (readonly [name: string, kind: DistributionKind])[] {
  return Object.entries(distributions);
}

type Parts = { [Name in keyof Kinds as Kinds[Name] extends { readonly part: string } ? Name : never]: Kinds[Name] };

/** Parts have the parameters of distributions that stand alone. */
function mixtureOf(kinds: readonly { name: string; part?: string | undefined; parameters: z.ZodType }[]) {
  const weight = number('Share of the density, relative to the other parts', { above: 0 });
  const able = kinds.flatMap((kind) => (kind.part === undefined ? [] : [{ ...kind, part: kind.part }]));
  const parts = able.map(({ name, part, parameters }) => map(part, { weight, [name]: parameters }));
  const one = either(
    'One part',
    parts as unknown as readonly Schema<Parts, { weight: typeof weight }>[],
    `a map with a weight and exactly one of the keys ${able.map(({ name }) => name).join(', ')}`,
  );
  return list('A sum of parts; their weights are normalised to the sum 1.', one, 'weighted parts').transform(
    normalised,
  );
}

/** Weights whose sum is 1 up to this rounding error per part are left alone: normalising twice is normalising once. */
const roundOff = Number.EPSILON;

function normalised<Part extends { weight: number }>(parts: Part[]): Part[] {
  const sum = parts.reduce((total, part) => total + part.weight, 0);
  if (Math.abs(sum - 1) <= parts.length * roundOff) return parts;
  return parts.map((part) => ({ ...part, weight: part.weight / sum }));
}
