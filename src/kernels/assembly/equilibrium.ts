// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Order } from './order';
import { Vector } from './vector';

/** The counterpart of the sums in ../mesh-charges.ts: nine sums over the particles of each of the ranges begin .. end. */
export function sumMoments(settings: usize, begin: i32, end: i32): void {
  const o = changetype<Order>(settings);
  for (let range = begin; range < end; range++) {
    const sums = o.sums + <usize>range * 72;
    const stop = o.end(range);
    let square: f64 = 0;
    let work: f64 = 0;
    for (let k: usize = 0; k < <usize>o.dimension; k++) {
      const velocities = o.velocities + k * o.component;
      const scaledScore = o.scaledScore + k * o.component;
      let mass = f64x2.splat(0);
      let flux = mass;
      let pull = mass;
      let squares = mass;
      let works = mass;
      for (let p = o.begin(range); p < stop; p += 2) {
        const at = (<usize>p) << 3;
        const two = p + 1 < stop;
        const w = two ? v128.load(o.weights + at) : v128.load64_zero(o.weights + at);
        const v = two ? v128.load(velocities + at) : v128.load64_zero(velocities + at);
        const g = two ? v128.load(scaledScore + at) : v128.load64_zero(scaledScore + at);
        const wv = f64x2.mul(w, v);
        mass = f64x2.add(mass, w);
        flux = f64x2.add(flux, wv);
        pull = Vector.madd(w, g, pull);
        squares = Vector.madd(wv, v, squares);
        works = Vector.madd(wv, g, works);
      }
      store<f64>(sums, Vector.total(mass));
      store<f64>(sums + (k << 3), Vector.total(flux), 24);
      store<f64>(sums + (k << 3), Vector.total(pull), 48);
      square += Vector.total(squares);
      work += Vector.total(works);
    }
    store<f64>(sums, square, 8);
    store<f64>(sums, work, 16);
  }
}
