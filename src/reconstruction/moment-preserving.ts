import { RunError } from '../core/errors.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import { diagonalInFrame, principalFrame, scaledInFrame } from './principal-frame.ts';
import { prepareReconstruction, type Reconstruction, type ReconstructionOptions } from './reconstruction.ts';

/**
 * The moment-preserving reconstruction of one species. The particles are drawn in towards their mean by just what the
 * mollifier adds, so that f~ has exactly their mean velocity and their temperature tensor, and is the (bi-)Maxwellian itself
 * where they are one:
 *
 *     X_p = v_p - u,   Sigma = (1/n) sum_p w_p X_p X_p^T,   sigma^2 = tr Sigma / d,   q = sigma_0 / sigma,   Z_p = q X_p,
 *     y_p = A Z_p,     A = (1 - eps (q^2 Sigma)^-1)^(1/2),
 *     g~(z) = sum_p w_p phi_eps(z - y_p),     f~(v) = q^d g~(q (v - u)),     U = H_h[g~] + n d log q,
 *
 * where sigma_0 is that of `start`, for which eps and h are meant: from then on the mollifier's variance eps/q^2 and the
 * spacing h/q follow the species' own temperature. U is a function of the velocities alone. It does not change when all of
 * them are shifted, and changes by -n d log(a) when all X_p are multiplied by a, exactly and whatever eps and h. Hence
 *
 *     sum_p w_p s_p = 0,    sum_p w_p s_p . X_p = -n d,
 *
 * as for the score of any f. With S_p = (1/w_p) dH_h/dy_p, B = sum_p w_p S_p Z_p^T, q^2 Sigma = Q diag(lambda) Q^T and
 * a_k = (1 - eps/lambda_k)^(1/2),
 *
 *     G_p = A S_p + (2/n) M Z_p,     M = Q (Gamma o (Q^T (B + B^T)/2 Q)) Q^T,     Gamma_kl = eps / (lambda_k lambda_l (a_k + a_l)),
 *     s_p = q (G_p - <G>) - (sum_q w_q G_q . Z_q / (n d) + 1) X_p / sigma^2.
 *
 * Gamma is the derivative of A with its Sigma (Daleckii and Krein), (a_k - a_l)/(lambda_k - lambda_l) without the cancellation.
 * Needs eps < every lambda_k: `update` throws RunError where that fails.
 *
 * Sources: M. C. Jones, On correcting for variance inflation in kernel density estimation, Comput. Stat. Data Anal. 11 (1991) 3;
 * Yu. L. Daleckii, S. G. Krein, AMS Transl. 47 (1965) 1.
 */
export function prepareMomentPreserving(
  weights: Float64Array,
  options: ReconstructionOptions,
  start: VectorField,
): Reconstruction {
  const { d, n } = start;
  const initial = options.frame ?? principalFrame(weights, start);
  const anchor = options.anchor.map((x, k) => x - initial.mean[k]);
  const inner = prepareReconstruction(weights, { ...options, anchor });
  const drawn = createVectorField(d, n);
  let frame = initial;
  let q = 1;
  let a: readonly number[] = [];
  let values: Float64Array | undefined;

  return {
    reach: inner.reach,
    get variance() {
      return options.variance / q ** 2;
    },
    get spacing() {
      return options.spacing / q;
    },
    get lattice() {
      const { first, shape } = inner.lattice;
      return { d, spacing: options.spacing / q, anchor: anchor.map((x, k) => frame.mean[k] + x / q), first, shape };
    },
    get values() {
      values ??= inner.values.map((g) => q ** d * g);
      return values;
    },
    update(velocities) {
      frame = principalFrame(weights, velocities);
      q = initial.width / frame.width;
      values = undefined;
      const narrowest = q ** 2 * Math.min(...frame.variances);
      if (!(options.variance < narrowest)) throw new RunError(tooWide(options, narrowest));
      a = frame.variances.map((variance) => Math.sqrt(1 - options.variance / (q ** 2 * variance)));
      const A = diagonalInFrame(frame, (k) => q * a[k]);
      drawn.data.fill(0);
      addProduct(A, velocities, frame.mean, 1, drawn);
      inner.update(drawn);
    },
    forget: inner.forget,
    entropy: () => inner.entropy() + frame.density * d * Math.log(q),
    score(velocities, out) {
      const { density, mean, variances, width } = frame;
      inner.score(drawn, out);
      const B = virial(weights, out, velocities, mean, q);
      const M = scaledInFrame(
        frame,
        B,
        (k, l) => options.variance / (q ** 4 * variances[k] * variances[l] * (a[k] + a[l])),
      );
      multiply(
        diagonalInFrame(frame, (k) => a[k]),
        out,
      );
      addProduct(M, velocities, mean, (2 * q) / density, out);
      const along = virial(weights, out, velocities, mean, q).reduce(
        (sum, entry, at) => (at % (d + 1) === 0 ? sum + entry : sum),
        0,
      );
      const pull = (along / (density * d) + 1) / width ** 2;
      for (let k = 0; k < d; k++) {
        let flux = 0;
        for (let p = 0; p < n; p++) flux += weights[p] * out.data[k * n + p];
        for (let p = 0; p < n; p++) {
          const at = k * n + p;
          out.data[at] = q * (out.data[at] - flux / density) - pull * (velocities.data[at] - mean[k]);
        }
      }
    },
    gradient() {
      const gradient = inner.gradient(drawn);
      for (let x = 0; x < gradient.data.length; x++) gradient.data[x] *= q ** (d + 1);
      return gradient;
    },
    centres() {
      const data = drawn.data.map((y, at) => frame.mean[Math.floor(at / n)] + y / q);
      return createVectorField(d, n, data);
    },
  };
}

function tooWide({ species, variance }: ReconstructionOptions, narrowest: number): string {
  const part = Number((variance / Math.max(narrowest, 0)).toPrecision(3));
  return (
    `species ${species}: expected a mollifier narrower than its particles in every direction, got a variance of ${part} of that in ` +
    'their narrowest direction; take more particles, a smaller method.smoothing, or reconstruction: mollified'
  );
}

/** out_p += factor M (v_p - u) */
function addProduct(
  M: Float64Array,
  { d, n, data }: VectorField,
  u: Float64Array,
  factor: number,
  out: VectorField,
): void {
  const [ux, uy, uz = 0] = u;
  const to = out.data;
  for (let k = 0; k < d; k++) {
    const x = factor * M[k * d];
    const y = factor * M[k * d + 1];
    const z = d === 3 ? factor * M[k * d + 2] : 0;
    for (let p = 0, at = k * n; p < n; p++, at++) {
      const plane = to[at] + x * (data[p] - ux) + y * (data[n + p] - uy);
      to[at] = d === 3 ? plane + z * (data[2 * n + p] - uz) : plane;
    }
  }
}

/** s_p := A s_p */
function multiply(A: Float64Array, { d, n, data }: VectorField): void {
  if (d === 2) {
    const [xx, xy, yx, yy] = A;
    for (let p = 0; p < n; p++) {
      const [x, y] = [data[p], data[n + p]];
      data[p] = xx * x + xy * y;
      data[n + p] = yx * x + yy * y;
    }
    return;
  }
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = A;
  for (let p = 0; p < n; p++) {
    const [x, y, z] = [data[p], data[n + p], data[2 * n + p]];
    data[p] = xx * x + xy * y + xz * z;
    data[n + p] = yx * x + yy * y + yz * z;
    data[2 * n + p] = zx * x + zy * y + zz * z;
  }
}

/** The symmetric part of sum_p w_p s_p Z_p^T with Z_p = q (v_p - u), d x d in row order. */
function virial(
  weights: Float64Array,
  { d, n, data }: VectorField,
  { data: v }: VectorField,
  u: Float64Array,
  q: number,
): Float64Array {
  const [ux, uy, uz = 0] = u;
  const out = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    let [x, y, z] = [0, 0, 0];
    for (let p = 0, at = k * n; p < n; p++, at++) {
      const force = weights[p] * data[at];
      x += force * (v[p] - ux);
      y += force * (v[n + p] - uy);
      if (d === 3) z += force * (v[2 * n + p] - uz);
    }
    const sums = d === 3 ? [x, y, z] : [x, y];
    for (let l = 0; l < d; l++) {
      out[k * d + l] += (q * sums[l]) / 2;
      out[l * d + k] += (q * sums[l]) / 2;
    }
  }
  return out;
}
