import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Catalogue } from './catalogue.ts';
import { formatFacts } from './table.ts';

/** The catalogue for people, in the order of a scenario file. */
export function listText(catalogue: Catalogue, stream: Writable): string {
  const section = (title: string, entries: readonly (readonly [name: string, text: string])[]) =>
    `${styleText('bold', title, { stream })}\n${formatFacts(entries).replace(/^/gm, '  ').trimEnd()}\n`;
  const references = (parts: Catalogue['methods']) => parts.map(({ name, reference }) => [name, reference] as const);
  return [
    section(
      'scenarios',
      catalogue.scenarios.map(({ file, title }) => [file, title]),
    ),
    section(
      'distributions (species.initial)',
      catalogue.distributions.map(({ name, description }) => [name, description]),
    ),
    section('sampling rules (species.particles.sampling)', references(catalogue.samplings)),
    section('methods (method.name)', references(catalogue.methods)),
    section('scores (method.score)', references(catalogue.scores)),
    section('summations (method.summation)', references(catalogue.summations)),
    section(
      'integrators (time.integrator)',
      catalogue.integrators.map(({ name, order, conserves, reference }) => [
        name,
        `order ${order}, keeps ${conserves.join(', ')}; ${reference}`,
      ]),
    ),
    ...catalogue.analyzers.map(({ name, reference, columns }) =>
      section(
        `columns of ${name}, for a species a (and its pair with b)${reference === null ? '' : ` (${reference})`}`,
        columns
          .filter(notOfSecond)
          .map((column) => [column.name, column.unit === '1' ? column.label : `${column.label} [${column.unit}]`]),
      ),
    ),
  ].join('\n');
}

/** What holds for a holds for b. */
function notOfSecond({ name }: { readonly name: string }): boolean {
  return !name.endsWith('.b') || name.endsWith('.a.b');
}
