// The tables of docs/performance.md.
import { ratio } from './measure.ts';
import { gains, type Measured, targets } from './targets.ts';

const figures = (value: number | null | undefined, digits = 2) => {
  if (value === null || value === undefined) return '';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(digits - 1)
    : Number(value.toPrecision(digits)).toString();
};

function table(heads: readonly string[], rows: readonly (readonly string[])[]) {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(heads) + line(heads.map(() => '---')) + rows.map(line).join('');
}

export function page(measured: Measured): string {
  const { machine, loops, drifts, collisions, continuum, memory, paired } = measured;
  const { processor, cores, node, load, rounds, kernels } = machine;
  return [
    `${processor}, ${cores} cores, Node ${node}, kernels ${kernels}, load ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after; medians of ${rounds}, ratios in ${paired.rounds.length} rounds; one thread unless stated otherwise.\n`,
    table(
      ['target', 'ratio or number', 'measured', 'required', 'met'],
      targets(measured).map(({ id, what, measured, bound, atLeast, met }) => [
        id,
        what,
        measured === null ? 'no C compiler' : figures(measured, 3),
        bound === null ? '' : `${atLeast ? '>=' : '<='} ${figures(bound, 3)}`,
        met === null ? '' : met ? 'yes' : 'no',
      ]),
    ),
    table(
      ['pair sum', 'compiled, s', 'ns per ordered pair', 'plain', '--fast-fma', 'C 512', 'C 256', 'C 128, no FMA'],
      loops
        .filter((row) => row.kind === 'pairs')
        .map(({ name, unit, plain, simd, fma, c, c256, c128 }) => [
          name,
          figures(simd),
          figures((1e9 * simd) / unit),
          ...[plain, fma, c, c256, c128].map((time) => figures(ratio(time, simd))),
        ]),
    ),
    'The columns from `plain` on show times relative to the compiled time.\n',
    table(
      ['score', 'compiled, s', 'ns per particle', 'plain / compiled', 'C / compiled'],
      loops
        .filter((row) => row.kind === 'score')
        .map(({ name, unit, plain, simd, c }) => [
          name,
          figures(simd),
          figures((1e9 * simd) / unit),
          figures(ratio(plain, simd)),
          figures(ratio(c, simd)),
        ]),
    ),
    table(
      ['sum of forces', 's', 'ns per particle', 'error against direct', 'momentum, energy error'],
      drifts.map(({ name, n, seconds, error, defect }) => [
        name,
        figures(seconds),
        figures((1e9 * seconds) / n, 3),
        figures(error),
        figures(defect),
      ]),
    ),
    table(
      ['one step of', 's', 'ns per particle'],
      collisions.map(({ name, n, seconds }) => [name, figures(seconds), figures((1e9 * seconds) / n, 3)]),
    ),
    table(
      ['two threads', 'one thread / two'],
      gains(measured).map(({ name, gain }) => [name, figures(gain, 3)]),
    ),
    table(
      ['error of', 'direct', 'mesh'],
      continuum.map(({ name, direct, mesh }) => [name, figures(direct, 3), figures(mesh, 3)]),
    ),
    table(
      ['memory', 'bytes per particle'],
      memory.map(({ name, bytes }) => [name, String(bytes)]),
    ),
  ].join('\n');
}
