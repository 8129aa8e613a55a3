// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.

/** A particle in 2D: velocity, weight, scaled score (replaced by the force). */
@unmanaged
export class PlaneParticle {
  x: f64;
  y: f64;
  w: f64;
  gx: f64;
  gy: f64;
}

@unmanaged
export class SpaceParticle {
  x: f64;
  y: f64;
  z: f64;
  w: f64;
  gx: f64;
  gy: f64;
  gz: f64;
}

/** Middle of the mesh, about which the polynomials of A are taken, and the factor of the distance from it. */
@unmanaged
export class Middle {
  x: f64;
  y: f64;
  z: f64;
  unit: f64;
}

/** The counterpart of ../mesh-charges.ts, which defines the charges and their order. */
export class Charges {
  /** Writes the 14 charges of a particle to c. */
  static ofPlane(p: PlaneParticle, middle: Middle, c: usize): void {
    const x = (p.x - middle.x) * middle.unit;
    const y = (p.y - middle.y) * middle.unit;
    const gx = p.gx;
    const gy = p.gy;
    const w = p.w;
    const wx = w * x;
    const wy = w * y;
    const turn = x * gy - y * gx;
    store<f64>(c, w);
    store<f64>(c, wx, 8);
    store<f64>(c, wy, 16);
    store<f64>(c, wx * x, 24);
    store<f64>(c, wx * y, 32);
    store<f64>(c, wy * y, 40);
    store<f64>(c, w * gx, 48);
    store<f64>(c, w * gy, 56);
    store<f64>(c, wx * gx, 64);
    store<f64>(c, wx * gy, 72);
    store<f64>(c, wy * gx, 80);
    store<f64>(c, wy * gy, 88);
    store<f64>(c, -wy * turn, 96);
    store<f64>(c, wx * turn, 104);
  }

  /** Replaces the scaled score by the force from the sums c of the charges. */
  static planeForce(p: PlaneParticle, middle: Middle, c: usize): void {
    const x = (p.x - middle.x) * middle.unit;
    const y = (p.y - middle.y) * middle.unit;
    const gx = p.gx;
    const gy = p.gy;
    const n = load<f64>(c);
    const Vx = load<f64>(c, 8);
    const Vy = load<f64>(c, 16);
    const Gx = load<f64>(c, 48);
    const Gy = load<f64>(c, 56);
    const Mxx = load<f64>(c, 64);
    const Mxy = load<f64>(c, 72);
    const Myx = load<f64>(c, 80);
    const Myy = load<f64>(c, 88);
    // sum a A(v - v_q), then sum a A(v - v_q) g_q
    const Axx = y * y * n - 2 * y * Vy + load<f64>(c, 40);
    const Ayy = x * x * n - 2 * x * Vx + load<f64>(c, 24);
    const Axy = x * Vy + y * Vx - x * y * n - load<f64>(c, 32);
    const turn = x * Gy - y * Gx;
    const fx = x * Myy - y * turn - 2 * y * Myx + y * Mxy + load<f64>(c, 96);
    const fy = y * Mxx + x * turn - 2 * x * Mxy + x * Myx + load<f64>(c, 104);
    p.gx = fx - (Axx * gx + Axy * gy);
    p.gy = fy - (Axy * gx + Ayy * gy);
  }

  /** Writes the 25 charges of a particle and a zero to c. */
  static ofSpace(p: SpaceParticle, middle: Middle, c: usize): void {
    const x = (p.x - middle.x) * middle.unit;
    const y = (p.y - middle.y) * middle.unit;
    const z = (p.z - middle.z) * middle.unit;
    const gx = p.gx;
    const gy = p.gy;
    const gz = p.gz;
    const w = p.w;
    const wx = w * x;
    const wy = w * y;
    const wz = w * z;
    const r2 = x * x + y * y + z * z;
    const t = x * gx + y * gy + z * gz;
    store<f64>(c, w);
    store<f64>(c, wx, 8);
    store<f64>(c, wy, 16);
    store<f64>(c, wz, 24);
    store<f64>(c, wx * x, 32);
    store<f64>(c, wx * y, 40);
    store<f64>(c, wx * z, 48);
    store<f64>(c, wy * y, 56);
    store<f64>(c, wy * z, 64);
    store<f64>(c, wz * z, 72);
    store<f64>(c, w * gx, 80);
    store<f64>(c, w * gy, 88);
    store<f64>(c, w * gz, 96);
    store<f64>(c, wx * gx, 104);
    store<f64>(c, wx * gy, 112);
    store<f64>(c, wx * gz, 120);
    store<f64>(c, wy * gx, 128);
    store<f64>(c, wy * gy, 136);
    store<f64>(c, wy * gz, 144);
    store<f64>(c, wz * gx, 152);
    store<f64>(c, wz * gy, 160);
    store<f64>(c, wz * gz, 168);
    store<f64>(c, w * (r2 * gx - t * x), 176);
    store<f64>(c, w * (r2 * gy - t * y), 184);
    store<f64>(c, w * (r2 * gz - t * z), 192);
    store<f64>(c, 0, 200);
  }

  /** Replaces the scaled score by the force from the sums c of the charges. */
  static spaceForce(p: SpaceParticle, middle: Middle, c: usize): void {
    const x = (p.x - middle.x) * middle.unit;
    const y = (p.y - middle.y) * middle.unit;
    const z = (p.z - middle.z) * middle.unit;
    const gx = p.gx;
    const gy = p.gy;
    const gz = p.gz;
    const n = load<f64>(c);
    const Vx = load<f64>(c, 8);
    const Vy = load<f64>(c, 16);
    const Vz = load<f64>(c, 24);
    const Qxx = load<f64>(c, 32);
    const Qxy = load<f64>(c, 40);
    const Qxz = load<f64>(c, 48);
    const Qyy = load<f64>(c, 56);
    const Qyz = load<f64>(c, 64);
    const Qzz = load<f64>(c, 72);
    const Gx = load<f64>(c, 80);
    const Gy = load<f64>(c, 88);
    const Gz = load<f64>(c, 96);
    const Mxx = load<f64>(c, 104);
    const Mxy = load<f64>(c, 112);
    const Mxz = load<f64>(c, 120);
    const Myx = load<f64>(c, 128);
    const Myy = load<f64>(c, 136);
    const Myz = load<f64>(c, 144);
    const Mzx = load<f64>(c, 152);
    const Mzy = load<f64>(c, 160);
    const Mzz = load<f64>(c, 168);
    const v2 = x * x + y * y + z * z;
    const vg = x * gx + y * gy + z * gz;
    const vG = x * Gx + y * Gy + z * Gz;
    // sum a |v - v_q|^2 and sum a (v - v_q).g
    const across = v2 * n - 2 * (x * Vx + y * Vy + z * Vz) + (Qxx + Qyy + Qzz);
    const along = vg * n - (Vx * gx + Vy * gy + Vz * gz);
    const trace = Mxx + Myy + Mzz - vG;
    p.gx =
      v2 * Gx +
      x * trace +
      (Mxx * x + Mxy * y + Mxz * z) -
      2 * (x * Mxx + y * Myx + z * Mzx) +
      load<f64>(c, 176) -
      (across * gx - x * along + vg * Vx - (Qxx * gx + Qxy * gy + Qxz * gz));
    p.gy =
      v2 * Gy +
      y * trace +
      (Myx * x + Myy * y + Myz * z) -
      2 * (x * Mxy + y * Myy + z * Mzy) +
      load<f64>(c, 184) -
      (across * gy - y * along + vg * Vy - (Qxy * gx + Qyy * gy + Qyz * gz));
    p.gz =
      v2 * Gz +
      z * trace +
      (Mzx * x + Mzy * y + Mzz * z) -
      2 * (x * Mxz + y * Myz + z * Mzz) +
      load<f64>(c, 192) -
      (across * gz - z * along + vg * Vz - (Qxz * gx + Qyz * gy + Qzz * gz));
  }
}
