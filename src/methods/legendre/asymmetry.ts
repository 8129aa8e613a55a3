/** Mean velocity and covariance of a species at the start, relative to the origin of the expansion. */
export interface SpeciesMoments {
  readonly name: string;
  readonly drift: readonly number[];
  /** d x d in row order, and its eigenvalues times the mass. */
  readonly covariance: readonly number[];
  readonly temperatures: readonly number[];
  /** Square root of the trace of the covariance. */
  readonly width: number;
}

/** Values below this count as zero, relative to the width. Sampled values of f can miss a narrow beam; its moments cannot. */
const negligible = 1e-8;

export function isIsotropic({ drift, covariance, width }: SpeciesMoments): boolean {
  const d = drift.length;
  const mean = width ** 2 / d;
  return (
    Math.hypot(...drift) <= negligible * width &&
    covariance.every((entry, at) => Math.abs(entry - (at % (d + 1) === 0 ? mean : 0)) <= negligible * width ** 2)
  );
}

/** Whether drift and covariance C are symmetric about an axis e: C = p e e^T + q (I - e e^T). */
export function isSymmetric({ drift, covariance, width }: SpeciesMoments, axis: readonly number[]): boolean {
  const d = drift.length;
  const along = dot(drift, axis);
  const speed = Math.hypot(...drift);
  if (drift.some((u, k) => Math.abs(u - along * axis[k]) > negligible * (width + speed))) return false;
  const p = axis.reduce((sum, x, k) => sum + x * dot(covariance.slice(k * d, (k + 1) * d), axis), 0);
  const q = (width ** 2 - p) / (d - 1);
  return covariance.every((entry, at) => {
    const [k, l] = [Math.floor(at / d), at % d];
    return Math.abs(entry - (p - q) * axis[k] * axis[l] - (k === l ? q : 0)) <= negligible * width ** 2;
  });
}

/** Why the species have no common axis, as the object of "got". */
export function asymmetry(species: readonly SpeciesMoments[], fields: readonly (readonly number[])[]): string {
  const drifting = species.filter(({ drift, width }) => Math.hypot(...drift) > negligible * width);
  const crossed = drifting.flatMap((one, i) =>
    drifting
      .slice(0, i)
      .filter((other) => across(one.drift, other.drift) > negligible * (one.width + other.width))
      .map((other) => angle(one.drift, other.drift)),
  );
  if (crossed.length > 0) {
    const others = drifting.map(({ name, drift }) => `${vector(drift)} of ${name}`);
    return `the relative drifts ${others.join(', ')}, which are not on one axis but up to ${short(Math.max(...crossed))} degrees off`;
  }
  const general = species.find(({ temperatures }) => distinct(temperatures) > 2);
  if (general !== undefined)
    return `the temperatures ${general.temperatures.map(short).join(', ')} of ${general.name} along its axes, no two of them equal`;
  const axes = [
    ...drifting.slice(0, 1).map(({ name, drift }) => ({ what: `the drift of ${name}`, along: drift })),
    ...fields.slice(0, 1).map((along) => ({ what: 'the field', along })),
  ];
  for (const { what, along } of axes) {
    const unit = along.map((x) => x / Math.hypot(...along));
    const other = species.find((own) => !isSymmetric(own, unit));
    if (other !== undefined) return `a start of ${other.name} that is not symmetric about ${what}, ${vector(along)}`;
  }
  const anisotropic = species.filter(({ temperatures }) => distinct(temperatures) > 1);
  if (anisotropic.length > 1)
    return `the anisotropies of ${anisotropic.map(({ name }) => name).join(', ')}, which are not along one axis`;
  return fields.length > 1
    ? 'fields or drifting sources along different axes'
    : 'an f that is not symmetric about any axis';
}

/** |u| times the sine of the angle between u and w. */
function across(u: readonly number[], w: readonly number[]): number {
  const along = dot(u, w) / dot(w, w);
  return Math.hypot(...u.map((x, k) => x - along * w[k]));
}

/** Angle between the lines along u and w in degrees, from 0 to 90. */
function angle(u: readonly number[], w: readonly number[]): number {
  return (Math.atan2(across(u, w), Math.abs(dot(u, w)) / Math.hypot(...w)) * 180) / Math.PI;
}

function distinct(values: readonly number[]): number {
  const most = Math.max(...values);
  return values.filter((value, k) => values.slice(0, k).every((other) => Math.abs(other - value) > negligible * most))
    .length;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, k) => sum + x * b[k], 0);
}

function vector(components: readonly number[]): string {
  return `(${components.map(short).join(', ')})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
