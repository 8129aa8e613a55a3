// The best estimates of H and I at the start of a run and their errors, with both reconstructions of lattice particles.
import { assemble, parseScenario } from '../../dist/index.js';
import type { Part } from './estimators.ts';
import { errorOf, label } from './particles.ts';
import type { State } from './states.ts';
import { percent, table } from './statistics.ts';

/** The best estimates at the start of a run by the blob method; box [-6, 6]^d, wider by 3 for beams. */
function startOf(state: State, cells: number, reconstruction: string) {
  const half = 'mixture' in state.initial ? 9 : 6;
  const scenario = {
    title: 'estimators',
    dimension: state.d,
    species: [
      {
        ...{ name: 'gas', mass: 1, density: 1, initial: state.initial },
        particles: { sampling: 'lattice', count: cells ** state.d, box: [-half, half] },
      },
    ],
    collisions: { exponent: 0 },
    method: { name: 'blob', reconstruction },
    time: { step: 0.1, until: 0.1 },
    output: { every: 0.1 },
  };
  const { evolution, analysis } = assemble(parseScenario(JSON.stringify(scenario), 'estimators'));
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  const at = (name: string) => row[analysis.quantities.findIndex((quantity) => quantity.name === name)];
  const part = (name: Part) => ({ value: at(`${name}_best`), error: at(`${name}_best_error`) });
  return { fisher: part('fisher'), entropy: part('entropy') };
}

export function runTable(cases: readonly (readonly [state: State, cells: number])[]): string {
  const rows = cases.flatMap(([state, cells]) =>
    ['moment-preserving', 'mollified'].map((reconstruction) => {
      const found = startOf(state, cells, reconstruction);
      const entries = (part: Part) => {
        const error = errorOf(state, part);
        const stated = Math.abs(error(state.exact[part] + found[part].error));
        return [percent(error(found[part].value), 3), percent(stated, 3).replace('-', '')];
      };
      return [label(state), cells, reconstruction, ...entries('fisher'), ...entries('entropy')];
    }),
  );
  return table(['d, state', 'cells', 'reconstruction', 'best I', 'stated error', 'best H', 'stated error'], rows);
}
