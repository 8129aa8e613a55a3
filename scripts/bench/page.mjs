// The tables of docs/performance.md.
const figures = (value, digits = 2) => {
  if (value === null || value === undefined) return '';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(digits - 1)
    : Number(value.toPrecision(digits)).toString();
};

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  return line(heads) + line(heads.map(() => '---')) + rows.map(line).join('');
}

export function page({ machine, loops, drifts, several, continuum, memory, targets }) {
  const { processor, cores, node, load, rounds, kernels } = machine;
  return [
    `${processor}, ${cores} cores, Node ${node}, kernels ${kernels}, load ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after; medians of ${rounds}, one thread where nothing else is said.\n`,
    table(
      ['target', 'ratio or number', 'measured', 'wanted', 'met'],
      targets.map(({ id, what, measured, bound, atLeast, met }) => [
        id,
        what,
        measured === null ? 'no C compiler' : figures(measured, 3),
        `${atLeast ? '>=' : '<='} ${figures(bound)}`,
        met === null ? '' : met ? 'yes' : 'no',
      ]),
    ),
    table(
      ['loop', 'compiled, s', 'plain / compiled', 'C / compiled', 'ns an ordered pair or a particle'],
      loops.map(({ name, unit, plain, simd, c }) => [
        name,
        figures(simd),
        plain === null ? '' : figures(plain / simd),
        c === null ? '' : figures(c / simd),
        figures((1e9 * simd) / unit),
      ]),
    ),
    table(
      ['sum of forces', 's', 'ns a particle', 'error against direct', 'momentum, energy made'],
      drifts.map(({ name, n, seconds, error, defect }) => [
        name,
        figures(seconds),
        figures((1e9 * seconds) / n, 3),
        figures(error),
        figures(defect),
      ]),
    ),
    table(
      ['two threads', 'one thread / two'],
      several.map(({ name, one, two }) => [name, figures(one / two, 3)]),
    ),
    table(
      ['error of', 'direct', 'mesh'],
      continuum.map(({ name, direct, mesh }) => [name, figures(direct, 3), figures(mesh, 3)]),
    ),
    table(
      ['memory', 'bytes a particle'],
      memory.map(({ name, bytes }) => [name, String(bytes)]),
    ),
  ].join('\n');
}
