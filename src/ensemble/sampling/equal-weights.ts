import { InputError } from '../../core/errors.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { Distribution } from '../distribution.ts';
import type { Sample, SamplingOptions } from './sampling-rule.ts';
import { velocityBox } from './velocity-box.ts';

/** `count` particles of weight n / count at the images of the points that `nextPoint` writes to u. */
export function equalWeights(
  distribution: Distribution,
  options: SamplingOptions,
  nextPoint: (u: Float64Array) => void,
): Sample {
  const { dimension: d, density } = distribution;
  const { count } = options;
  if (!(Number.isInteger(count) && count >= 2))
    throw new InputError(`particles.count: expected an integer >= 2, got ${count}`);
  const { centre, halfWidth } = velocityBox(distribution, options);
  const velocities = createVectorField(d, count);
  const u = new Float64Array(distribution.uniforms);
  const v = new Float64Array(d);
  for (let p = 0; p < count; p++) {
    nextPoint(u);
    distribution.transform(u, v);
    for (let k = 0; k < d; k++) velocities.data[k * count + p] = v[k];
  }
  return {
    ensemble: { weights: new Float64Array(count).fill(density / count), velocities },
    spacing: (2 * halfWidth) / count ** (1 / d),
    anchor: centre,
    lostDensity: 0,
  };
}
