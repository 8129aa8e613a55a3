import { Parser } from 'expr-eval-fork';
import * as z from 'zod';
import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { map, quantity, text } from '../../schema/fields.ts';
import { type CellLaw, cellLaw, cellNodes } from '../cell-law.ts';
import { type Distribution, type DistributionKind, type DistributionSpecies, tailFraction } from '../distribution.ts';

export interface ExpressionParameters {
  /** f up to a constant factor, in the variables vx, vy (, vz) and v = |v|. */
  readonly f: string;
  /** Ends of the box [lower, upper]^d outside which f = 0. */
  readonly box: readonly [lower: number, upper: number];
}

/** f(v) as an expression, zero outside a box, scaled to the density. The expression is interpreted, never run as a program. */
export const expression = {
  summary: 'f(v) as an expression in vx, vy, vz and v = |v|.',
  part: 'A part given by an expression.',
  parameters: (dimension: Dimension | undefined) =>
    map('f(v) as an expression, scaled to the density; zero outside the box.', {
      f: text(
        `f up to a constant factor, in vx, vy${dimension === 2 ? '' : ', vz'} and v = |v|, such as exp(-v^2/2) * (1 + 0.3*sin(vx))^2; with ${known.join(', ')}, ` +
          'pi, comparisons and c ? a : b. Its numbers are in the units of the scenario',
      ).refine((written) => parsed(written, dimension ?? 3) !== undefined, { error: expected(dimension) }),
      box: z
        .tuple([quantity('velocity', 'Lower end'), quantity('velocity', 'Upper end')], {
          error: 'a list [lower, upper] of two numbers',
        })
        .refine(([lower, upper]) => lower < upper, { error: '[lower, upper] with lower < upper' })
        .describe('Range of every component outside which f is 0 ([lower, upper], lower < upper).'),
    }),
  create: createExpression,
} as const satisfies DistributionKind<ExpressionParameters>;

/** The functions available in expressions. All have one argument, except pow, min, max, hypot and atan2. */
const known = [
  ...['exp', 'sqrt', 'abs', 'log', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'asin', 'acos', 'atan', 'sign'],
  ...['floor', 'pow', 'min', 'max', 'hypot', 'atan2'],
] as const;

function expected(dimension: Dimension | undefined): string {
  return `an expression in ${variables(dimension ?? 3).join(', ')} with the functions ${known.join(', ')}`;
}

function variables(d: Dimension): readonly string[] {
  return [...['vx', 'vy', 'vz'].slice(0, d), 'v'];
}

/** The largest length of an expression. The parser descends one level for each bracket. */
const longest = 2000;

/** Disabled operators, which are not operations on numbers. The types of the library omit some of them. */
const closed = Object.fromEntries(
  ['assignment', 'fndef', 'in', 'array', 'concatenate', 'length', 'random', 'factorial'].map((name) => [name, false]),
);

/** A parser limited to numbers, variables and known functions, without assignments, lists, texts, members or random numbers. */
function createParser(): Parser {
  const parser = new Parser({ allowMemberAccess: false, operators: closed });
  for (const table of [parser.functions, parser.unaryOps] as Record<string, unknown>[])
    for (const name of Object.keys(table))
      if (!/^\W$/.test(name) && name !== 'not' && !(known as readonly string[]).includes(name)) delete table[name];
  parser.consts = { pi: Math.PI, true: true, false: false };
  return parser;
}

let parser: Parser | undefined;

/** The expression as a function of the components; undefined if the text is not a valid expression. */
function parsed(written: string, d: Dimension): ((v: ArrayLike<number>) => number) | undefined {
  if (written.length > longest) return undefined;
  parser ??= createParser();
  try {
    const expression = parser.parse(written).simplify();
    const names = variables(d);
    if (!expression.variables().every((name) => names.includes(name))) return undefined;
    const values: Record<string, number> = {};
    return (v) => {
      let square = 0;
      for (let k = 0; k < d; k++) {
        values[names[k]] = v[k];
        square += v[k] * v[k];
      }
      values.v = Math.sqrt(square);
      return Number(expression.evaluate(values));
    };
  } catch {
    return undefined;
  }
}

/** Numbers of cells along each axis, coarse to fine. Cells are refined until two quadratures agree. */
const cells = { 2: [12, 24, 48], 3: [8, 16, 32] } as const;
/** Largest difference of two quadratures, relative to the total, the size of the box or its square. */
const agreement = 1e-6;

function createExpression({ f: written, box }: ExpressionParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, density } = species;
  const f = parsed(written, d);
  if (f === undefined)
    throw new InputError(`expression.f: expected ${expected(d)}, got ${JSON.stringify(written.slice(0, 60))}`);
  const [lower, upper] = box;
  if (!(lower < upper && upper - lower < Infinity))
    throw new InputError(`expression.box: expected [lower, upper] with lower < upper, got [${lower}, ${upper}]`);
  const law = convergedLaw(f, d, lower, upper);
  const scale = density / law.total;
  return {
    dimension: d,
    density,
    velocity: law.mean,
    covariance: law.covariance,
    mayJump: true,
    extent: Math.max(...law.mean.map((mean, k) => law.reach(k, mean, tailFraction))),
    value(v) {
      for (let k = 0; k < d; k++) if (!(v[k] >= lower && v[k] <= upper)) return 0;
      return scale * checked(f(v), v);
    },
    uniforms: d,
    transform: law.transform,
  };
}

function checked(value: number, v: ArrayLike<number>): number {
  if (value >= 0 && value < Infinity) return value;
  throw new InputError(
    `expression.f: expected f >= 0 in the box, got ${value} at (${Array.from(v, (x) => Number(x.toPrecision(6))).join(', ')}); ` +
      'fit the box to f, or cut it with max(0, ...)',
  );
}

function convergedLaw(f: (v: ArrayLike<number>) => number, d: Dimension, lower: number, upper: number): CellLaw {
  let before: CellLaw | undefined;
  let worst = Number.NaN;
  for (const count of cells[d]) {
    const law = lawOf(f, d, lower, upper, count);
    if (!(law.total > 0))
      throw new InputError('expression.f: expected f > 0 somewhere in the box, got 0 at all nodes of the quadrature');
    if (before !== undefined) {
      worst = difference(before, law, upper - lower);
      if (worst <= agreement) return law;
    }
    before = law;
  }
  throw new InputError(
    `expression: expected an f whose moments are accurate to ${agreement} with ${cells[d].at(-1)} cells along each axis, got a difference of ` +
      `${worst.toExponential(1)}; fit the box to f, smooth its edges, or tabulate it (initial: { tabulated: ... })`,
  );
}

function lawOf(
  f: (v: ArrayLike<number>) => number,
  d: Dimension,
  lower: number,
  upper: number,
  count: number,
): CellLaw {
  const width = (upper - lower) / count;
  const edges = Float64Array.from({ length: count + 1 }, (_, j) => (j === count ? upper : lower + j * width));
  const v = new Float64Array(d);
  const nodes = cellNodes.length;
  return cellLaw({
    edges: Array.from({ length: d }, () => edges),
    nodeValues(cell, out) {
      for (let i = 0; i < out.length; i++) {
        for (let k = d - 1, rest = i; k >= 0; k--, rest = Math.floor(rest / nodes))
          v[k] = edges[cell[k]] + width * cellNodes[rest % nodes];
        out[i] = checked(f(v), v);
      }
    },
  });
}

function difference(a: CellLaw, b: CellLaw, size: number): number {
  return Math.max(
    Math.abs(a.total / b.total - 1),
    ...a.mean.map((mean, k) => Math.abs(mean - b.mean[k]) / size),
    ...a.covariance.map((entry, kl) => Math.abs(entry - b.covariance[kl]) / size ** 2),
  );
}
