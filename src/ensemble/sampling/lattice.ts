import { InputError } from '../../core/errors.ts';
import { axisNodes, nodeCount } from '../../core/lattice.ts';
import { sumOf } from '../../core/sum.ts';
import { component, createVectorField } from '../../core/vector-field.ts';
import { weightCorrection } from '../correction/weight-correction.ts';
import { samplingLattice } from './sampling-lattice.ts';
import type { SamplingRule } from './sampling-rule.ts';

/**
 * Particles at the cell centres of a cubic box with weights f(v_p) h^d: the midpoint rule, which integrates a Maxwellian
 * to exp(-2 pi^2 T / m h^2), spectrally, apart from what lies outside the box. Nodes where f = 0 get no particle.
 */
export const lattice: SamplingRule = {
  name: 'lattice',
  reference:
    'J. A. Carrillo, J. Hu, L. Wang & J. Wu, A particle method for the homogeneous Landau equation, J. Comput. Phys. X 7 (2020) 100066',
  correction: weightCorrection,
  correctedByDefault: true,
  sample(distribution, options) {
    const { dimension: d, density } = distribution;
    const { cut = 0 } = options;
    if (!(cut >= 0 && cut < 1)) throw new InputError(`particles.cut: expected a number in [0, 1), got ${cut}`);
    const nodes = samplingLattice(distribution, options);
    const axes = Array.from({ length: d }, (_, k) => axisNodes(nodes, k));
    const cells = nodes.shape[0];
    const cell = nodes.spacing ** d;
    const count = nodeCount(nodes);

    const v = new Float64Array(d);
    const moveTo = (node: number) => {
      let rest = node;
      for (let k = d - 1; k >= 0; k--) {
        v[k] = axes[k][rest % cells];
        rest = Math.floor(rest / cells);
      }
    };
    const weightsOfNodes = new Float64Array(count);
    let heaviest = 0;
    for (let node = 0; node < count; node++) {
      moveTo(node);
      const weight = distribution.value(v) * cell;
      weightsOfNodes[node] = weight;
      heaviest = Math.max(heaviest, weight);
    }

    const kept: number[] = [];
    weightsOfNodes.forEach((weight, node) => {
      if (weight > 0 && weight >= cut * heaviest) kept.push(node);
    });
    if (kept.length === 0)
      throw new InputError(
        'particles.box: expected a box where f > 0 at some lattice node, got f = 0 at all; move the box or raise the count',
      );
    const weights = Float64Array.from(kept, (node) => weightsOfNodes[node]);
    const velocities = createVectorField(d, kept.length);
    const planes = axes.map((_, k) => component(velocities, k));
    kept.forEach((node, p) => {
      moveTo(node);
      for (let k = 0; k < d; k++) planes[k][p] = v[k];
    });
    return {
      ensemble: { weights, velocities },
      spacing: nodes.spacing,
      anchor: nodes.anchor,
      lostDensity: density - sumOf(weights.length, (p) => weights[p]),
    };
  },
};
