import type { AnalysisContext, Analyzer, Quantity } from '../analysis/analyzer.ts';
import { analyzers, prepareAnalysis } from '../analysis/analyzers.ts';
import type { ReferenceSeries } from '../analysis/reference.ts';
import { relaxation } from '../analysis/relaxation.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { assemble } from '../simulation/assemble.ts';

/** The columns that one analyzer may write. */
export interface ColumnGroup extends Pick<Analyzer, 'name' | 'reference'> {
  readonly columns: readonly Quantity[];
}

/** Every column that a run of any scenario may have, for species a and b: one group per analyzer, then the derived columns. */
export function exampleColumns(): readonly ColumnGroup[] {
  const contexts = variants.map((overrides): AnalysisContext => {
    const { evolution, equilibrium, exact, labels } = assemble(parseScenario(example, 'example.yaml', overrides));
    const known = exact === undefined ? {} : { exact };
    return { initial: evolution.snapshot(), equilibrium, labels, ...known, budget: { draws: 2, seed: 1 }, reference };
  });
  const own = analyzers.map(({ name, reference, prepare }) => ({
    name,
    ...(reference === undefined ? {} : { reference }),
    columns: distinct(contexts.flatMap((context) => prepare(context).quantities)),
  }));
  const named = new Set(own.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const all = distinct(contexts.flatMap((context) => prepareAnalysis(context).quantities));
  const others = all.filter(({ name }) => !named.has(name));
  const isReference = ({ name }: Quantity) => name.includes('_reference');
  const isBest = ({ name }: Quantity) => /^(entropy|fisher)_best/.test(name);
  return [
    ...own,
    { name: 'best estimates', columns: others.filter((one) => isBest(one) && !isReference(one)) },
    { ...relaxation, columns: others.filter((one) => !isBest(one) && !isReference(one)) },
    { name: 'the reference', columns: others.filter(isReference) },
  ];
}

/** Whether a column is not one of species b, whose columns correspond to those of species a. */
export function notOfSecond({ name }: { readonly name: string }): boolean {
  return !/\.b(\.|$)/.test(name) || /\.a\.b(\.|$)/.test(name);
}

/** Every column that a run may have, with the species in its name as `<species>` and `<other>`. */
export function columnPatterns(): readonly Quantity[] {
  const columns = exampleColumns().flatMap(({ columns }) =>
    columns.filter((column) => notOfSecond(column) && !/\.a\.a(\.|$)/.test(column.name)),
  );
  return distinct(
    columns.map((quantity) => ({
      ...quantity,
      name: inPlaces(quantity.name),
      label: inPlaces(ownLabel(quantity), ' '),
    })),
  );
}

/** The label without the remark in parentheses on the origin of the number, which differs between the variants. */
function ownLabel({ label }: Quantity): string {
  return label.replace(/ \([^()]*\)$/, '');
}

function inPlaces(text: string, before = '.'): string {
  const word = (species: string) => new RegExp(`(?<=${before === '.' ? '\\.' : before})${species}(?=$|[\\s.,])`, 'g');
  return text.replace(word('a'), '<species>').replace(word('b'), '<other>');
}

function distinct(columns: readonly Quantity[]): readonly Quantity[] {
  return [...new Map(columns.map((quantity) => [quantity.name, quantity])).values()];
}

/** Two species a and b with an exact solution and a few particles each. */
const example = `
title: Example
dimension: 2
species:
  - name: a
    mass: 1
    density: 1
    initial: &initial { bkw: { temperature: 1, amplitude: 0.3 } }
    particles: &particles { sampling: lattice, count: 64, matchMoments: false }
  - { name: b, mass: 1, density: 1, initial: *initial, particles: *particles }
collisions: { exponent: 0 }
method: { name: blob, reconstruction: mollified }
time: { step: 1, until: 1 }
output: { every: 1 }
`;

/** Overrides of the example. Each analyzer has columns for at least one of them. */
const variants: readonly (readonly string[])[] = [
  [],
  ['dimension=3'],
  ['method={ name: blob, levels: [1, 1.25] }'],
  [
    'species.a.particles={ sampling: monte-carlo, count: 16 }',
    'species.b.particles={ sampling: monte-carlo, count: 16 }',
  ],
  [
    'method={ name: pair-collisions, groups: 2 }',
    'species.a.particles={ sampling: monte-carlo, count: 16 }',
    'species.b.particles={ sampling: monte-carlo, count: 16 }',
  ],
  ['method={ name: linear-fokker-planck, reconstruction: mollified }', 'collisions.strength=0'],
  ['method={ name: spectral-grid, nodes: 32 }', 'time.integrator=rk4', 'time.step=0.1'],
  ['method={ name: legendre, order: 4, tolerance: 0.01 }'],
  [
    'method={ name: legendre, order: 4, tolerance: 0.01 }',
    'forcing=[{ source: { species: a, rate: 0.1, temperature: 1 } }]',
  ],
  ['a', 'b'].flatMap((name) => [
    `species.${name}.initial={ maxwellian: { temperature: 1 } }`,
    `species.${name}.particles={ sampling: lattice, count: 400 }`,
  ]),
  [
    'dimension=3',
    'units={ mass: u, density: 1e20 m^-3, temperature: keV, time: ns }',
    ...['a', 'b'].map((name) => `species.${name}.charge=1`),
    ...['a', 'b'].map((name) => `species.${name}.initial={ maxwellian: { temperature: 1 } }`),
    'collisions={ exponent: -3, strength: { coulomb: { lnLambda: followed } } }',
    'method.summation=direct',
    'time.step=0.001',
    'time.until=0.001',
    'output.every=0.001',
  ],
];

/** A reference with all curves that the Legendre method may provide. */
const reference: ReferenceSeries = {
  curves: [
    ...[
      'temperature',
      'temperature_xx',
      'temperature_yy',
      'temperature_zz',
      'velocity_x',
      'velocity_y',
      'velocity_z',
    ].map((base) => `${base}.a`),
    ...['entropy', 'entropy_best', 'fisher', 'fisher_best'],
  ].map((name) => ({ name, optional: true as const, at: () => ({ value: 0, uncertainty: 0 }) })),
};
