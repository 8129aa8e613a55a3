/**
 * power[q] := r2[q]^(gamma/2) for q in [0, count): |z|^gamma from |z|^2. The five common exponents avoid the general power,
 * which is ten times dearer than the rest of a pair.
 */
export function raiseDistances(r2: Float64Array, count: number, gamma: number, power: Float64Array): void {
  switch (gamma) {
    case 0:
      power.fill(1, 0, count);
      return;
    case 1:
      for (let q = 0; q < count; q++) power[q] = Math.sqrt(r2[q]);
      return;
    case -1:
      for (let q = 0; q < count; q++) power[q] = 1 / Math.sqrt(r2[q]);
      return;
    case -2:
      for (let q = 0; q < count; q++) power[q] = 1 / r2[q];
      return;
    case -3:
      for (let q = 0; q < count; q++) power[q] = 1 / (r2[q] * Math.sqrt(r2[q]));
      return;
    default:
      for (let q = 0; q < count; q++) power[q] = r2[q] ** (gamma / 2);
  }
}
