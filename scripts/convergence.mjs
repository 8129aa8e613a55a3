// Runs the exact and reference cases at several resolutions and writes the tables of docs/convergence.md.
// Usage: npm run convergence [-- name ...]     (builds first; about twenty minutes for all)
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assemble, readScenario } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const soft = {
  file: 'extra_d2_g-3_m1_m2.csv',
  columns: { 'temperature.light': 'T1', entropy_corrected: 'H', fisher_corrected: 'I' },
};

/**
 * Cells per axis set the level and, as their inverse square, the time step. Boxes are wide and cuts low, since what they leave
 * out does not come back with finer lattices; every other setting is the scenario's own.
 */
const studies = {
  'bkw-two-species-2d-maxwell': {
    cells: [26, 38, 52, 78, 104],
    boxes: { light: 4.5, heavy: 4.5 / Math.SQRT2 },
    until: 5,
    exact: true,
    quantities: ['error_l2.light', 'error_l2.heavy', 'entropy_corrected', 'fisher_corrected'],
  },
  'two-species-3d-coulomb': {
    cells: [14, 18, 24, 32, 42],
    boxes: { light: 6, heavy: 6 },
    until: 2,
    reference: {
      file: 'case_i_m1_m2.csv',
      columns: { 'temperature.light': 'T1', entropy_corrected: 'H', fisher_corrected: 'I' },
    },
  },
  'isotropisation-3d-coulomb': {
    cells: [14, 18, 24, 32, 42],
    boxes: { gas: 6.5 },
    until: 2,
    reference: {
      file: 'case_b_aniso_Tperp0.75_Tpar1.5.csv',
      columns: { 'temperature_xx.gas': 'Tperp', entropy_corrected: 'H', fisher_corrected: 'I' },
    },
  },
  'shell-3d-coulomb': {
    cells: [12, 16, 20, 26, 34],
    boxes: { gas: 0.6 },
    until: 50,
    reference: { file: 'case_iii_rosenbluth.csv', columns: { entropy_corrected: 'H', fisher_corrected: 'I' } },
  },
  'two-species-2d-soft': {
    cells: [26, 38, 52, 78, 104],
    boxes: { light: 6, heavy: 6 },
    until: 1,
    reference: soft,
  },
  'two-species-2d-soft with its own box and cut': {
    scenario: 'two-species-2d-soft',
    cells: [20, 40, 60, 80],
    until: 1,
    reference: soft,
  },
};

/** Particles lighter than this part of the heaviest are left out. */
const cut = 1e-7;

function readReference(file, until) {
  const lines = readFileSync(`${root}/test/reference/${file}`, 'utf8').trim().split('\n');
  const [names, ...rows] = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(','));
  const row = rows.find(([t]) => Math.abs(Number(t) - until) < 1e-9);
  return Object.fromEntries(names.map((name, k) => [name, Number(row[k])]));
}

function measure(name, study, score, cells) {
  const file = `${root}/scenarios/${study.scenario ?? name}.yaml`;
  const { dimension, species, time } = readScenario(file);
  const lattices = species.map(({ name: each }) => {
    const count = cells ** dimension;
    if (study.boxes === undefined) return `species.${each}.particles.count=${count}`;
    const half = study.boxes[each];
    return `species.${each}.particles={ sampling: lattice, count: ${count}, box: [${-half}, ${half}], cut: ${cut} }`;
  });
  const explicit = [
    `time={ integrator: rk4, step: ${time.step * (study.cells[0] / cells) ** 2}, until: ${study.until} }`,
    'output.snapshots=null',
    'method.reconstruction=mollified',
    `method.score=${score}`,
  ];
  const scenario = readScenario(file, [...lattices, ...explicit]);
  const simulation = assemble({ ...scenario, expect: {} }, { file });
  const { evolution, analysis } = simulation;
  const began = performance.now();
  evolution.advance(study.until);
  const seconds = (performance.now() - began) / 1000;
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  const value = (quantity) => row[analysis.quantities.findIndex((each) => each.name === quantity)];
  const errors = study.exact
    ? study.quantities.map((quantity) => {
        if (quantity.startsWith('error')) return value(quantity);
        const exact = value(quantity.replace('_corrected', '_exact'));
        return Math.abs(value(quantity) - exact) / Math.abs(exact);
      })
    : Object.entries(study.reference.columns).map(([quantity, column]) => {
        const exact = readReference(study.reference.file, study.until)[column];
        return Math.abs(value(quantity) - exact) / Math.abs(exact);
      });
  return {
    cells,
    particles: simulation.particles,
    kappa: evolution.settings['smoothing temperature'],
    errors,
    energy: value('energy_drift'),
    seconds,
  };
}

function table(name, study, score) {
  const quantities = study.exact ? study.quantities : Object.keys(study.reference.columns);
  const rows = [];
  for (const cells of study.cells) {
    const level = measure(name, study, score, cells);
    const last = rows.at(-1)?.level;
    const entries = level.errors.map((error, k) => {
      if (last === undefined) return error.toExponential(2);
      const order = Math.log(last.errors[k] / error) / Math.log(cells / last.cells);
      return `${error.toExponential(2)} (${order.toFixed(1)})`;
    });
    rows.push({
      level,
      line: [cells, level.particles.join(' + '), level.kappa.toPrecision(3), ...entries, level.energy.toExponential(0)],
    });
    console.log(name, score, rows.at(-1).line.join(' | '), `${level.seconds.toFixed(1)} s`);
  }
  const head = [
    'cells per axis',
    'particles',
    'kappa',
    ...quantities.map((quantity) => `\`${quantity}\``),
    'energy drift',
  ];
  return [head, head.map(() => '---'), ...rows.map(({ line }) => line)]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

const chosen = process.argv.slice(2);
const pages = Object.entries(studies)
  .filter(([name]) => chosen.length === 0 || chosen.includes(name))
  .map(([name, study]) => {
    const against = study.exact ? 'the exact solution' : `\`test/reference/${study.reference.file}\``;
    const parts = ['plain', 'extrapolated'].map((score) => `Score \`${score}\`:\n\n${table(name, study, score)}`);
    return `## ${name}, t = ${study.until}, against ${against}\n\n${parts.join('\n\n')}`;
  });

const text = `# Convergence against exact and reference solutions

Relative errors at the end of the run, on lattices of more and more cells; in brackets the observed order in the lattice
spacing between neighbouring rows. kappa is the smoothing temperature, eps = 0.64 h^1.98. \`error_l2\` compares the smoothed f
itself; entropy and Fisher information are corrected for the smoothing. Time is integrated by rk4, the step
proportional to h^2 from the scenario's on, as the stiffness of the tails, about 1/kappa, asks for. At the edge of the boxes f begins
below 1e-6 of its maximum, and particles lighter than 1e-7 of the heaviest are cut off: what is left out puts a floor under the errors,
and the Fisher information of a distribution with an edge grows as the smoothing shrinks. The last table shows it: the scenario's box
for the heavy species is 3.4 thermal widths, its cut 1e-4.
Both scores are gradient flows of a regularised entropy; \`extrapolated\` removes the bias of first order in kappa. Forces are summed
as \`auto\` has it: over all pairs, moments at exponent 0, and the mesh from 4000 (d = 2) or 8000 (d = 3) particles on.

Made by \`npm run convergence\`; references are described in the headers of their files.

${pages.join('\n\n')}
`;
if (chosen.length === 0) writeFileAtomically(`${root}/docs/convergence.md`, text);
