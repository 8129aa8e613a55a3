import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { type Catalogue, catalogue } from './catalogue.ts';
import { notOfSecond } from './example-columns.ts';
import { formatFacts } from './texts.ts';

type Entries = readonly (readonly [name: string, text: string])[];

/** A topic of `landau list`: its part of the catalogue, and the sections that show it. */
interface Topic {
  readonly name: string;
  readonly part: keyof Catalogue;
  /** A command that uses an entry. */
  readonly next: string;
  sections(): readonly { readonly title: string; readonly entries: Entries }[];
}

/** Every topic, in the order of a scenario file. */
export const topics: readonly Topic[] = [
  topic('scenarios', 'scenarios', 'landau run <scenario>', ({ file, title }) => [file, title]),
  topic('studies', 'studies', 'landau study run <study>', ({ file, title }) => [file, title]),
  topic(
    'distributions',
    'distributions',
    "landau run <scenario> --set 'species.<name>.initial={ <distribution>: { ... } }'",
    ({ name, description }) => [name, description],
    'species.initial',
  ),
  topic(
    'forcings',
    'forcings',
    "landau run <scenario> --set 'forcing=[{ <forcing>: { ... } }]'",
    ({ name, description }) => [name, description],
    'forcing',
  ),
  topic(
    'samplings',
    'samplings',
    'landau run <scenario> --set species.<name>.particles.sampling=<rule>',
    referenced,
    'species.particles.sampling',
  ),
  topic(
    'methods',
    'methods',
    'landau run <scenario> --set method.name=<method>, or landau compare <scenario> --methods <method>,<method>',
    referenced,
    'method.name',
  ),
  topic('scores', 'scores', 'landau run <scenario> --set method.score=<score>', referenced, 'method.score'),
  topic(
    'summations',
    'summations',
    'landau run <scenario> --set method.summation=<summation>',
    referenced,
    'method.summation',
  ),
  topic(
    'integrators',
    'integrators',
    'landau run <scenario> --set time.integrator=<integrator>',
    ({ name, order, conserves, reference }) => [
      name,
      `order ${order}, conserves ${conserves.join(', ')}; ${reference}`,
    ],
    'time.integrator',
  ),
  {
    name: 'columns',
    part: 'analyzers',
    next: "landau run <scenario> --set 'expect.<column>={ below: <number> }'",
    sections: () =>
      catalogue(['analyzers']).analyzers.map(({ name, reference, columns }) => ({
        title: `columns of ${name}, for species a (and the pair a, b)${reference === null ? '' : ` (${reference})`}`,
        entries: columns
          .filter(notOfSecond)
          .map((column) => [column.name, column.unit === '1' ? column.label : `${column.label} [${column.unit}]`]),
      })),
  },
  topic('watchdogs', 'watchdogs', 'landau run <scenario>', ({ name, statement, kind }) => [
    name,
    `${statement}; otherwise ${kind}`,
  ]),
  topic(
    'executors',
    'executors',
    'landau study run <study> --executor <executor>',
    ({ name, description }) => [name, description],
    'landau study run --executor',
  ),
];

/** Formats some topics as text, with the next command. */
export function listText(some: readonly Topic[], stream: Writable): string {
  const next =
    some.length === 1 ? some[0].next : `landau list <topic>, one of ${some.map(({ name }) => name).join(', ')}`;
  return `${sectionsText(some, stream)}\n${formatFacts([['next', next]])}`;
}

function sectionsText(some: readonly Topic[], stream: Writable): string {
  return some
    .flatMap(({ sections }) => sections())
    .map(
      ({ title, entries }) =>
        `${styleText('bold', title, { stream })}\n${formatFacts(entries).replace(/^/gm, '  ').trimEnd()}\n`,
    )
    .join('\n');
}

function topic<Key extends keyof Catalogue>(
  name: string,
  part: Key,
  next: string,
  entry: (one: Catalogue[Key][number]) => readonly [string, string],
  place?: string,
): Topic {
  return {
    name,
    part,
    next,
    sections: () => {
      const entries = (catalogue([part])[part] as readonly Catalogue[Key][number][]).map(entry);
      return entries.length === 0 ? [] : [{ title: place === undefined ? name : `${name} (${place})`, entries }];
    },
  };
}

function referenced({ name, reference }: { readonly name: string; readonly reference: string }) {
  return [name, reference] as const;
}
