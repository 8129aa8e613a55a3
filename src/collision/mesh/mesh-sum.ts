import type { ForcedParticles, Particles } from '../../core/particles.ts';
import { usualMachine } from '../../kernels/machine.ts';
import type { Mesh, MeshSymbol } from '../../kernels/mesh.ts';
import { addNearForces, type NearShare } from '../../kernels/mesh-near-forces.ts';
import { collidingPairs, type Mixture } from '../../physics/mixture.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { addKernelForces } from '../kernel-forces.ts';
import { describeCores, type PairCores, preparePairCores } from '../pair-cores.ts';
import { sampledError } from '../sampled-error.ts';
import type { Assessment, PairSum, SummationSetting } from '../summation.ts';
import { type Coupling, couplePair, coupleSpecies, isSame, type Member } from './coupling.ts';
import { amplitude, isPositive, type MeshKernel, meshKernel, meshLaw, nearRests } from './kernel.ts';
import { defaultMeshOptions, type MeshOptions } from './options.ts';
import { type PlannedMesh, prepareMeshPlan, type ScaleGroup, sampleOf } from './plan.ts';
import { evaluateSoftened, meshSymbol } from './softened-power.ts';

/** Symbols kept for each pair of species: a torus may switch back and forth between two sizes. */
const keptSymbols = 4;

/** Prepares the forces of all collisions on the meshes of their species; see the summation `mesh`. */
export function prepareMeshSum(
  mixture: Mixture,
  { options = defaultMeshOptions, sample, machine = usualMachine() }: SummationSetting<MeshOptions> = {},
): PairSum {
  const { dimension: d, species } = mixture;
  const { kernels } = machine;
  const remembered = rememberRecent<MeshSymbol>(keptSymbols * species.length ** 2);
  const coresOf = preparePairCores(mixture, sample);
  let planMeshes = sample === undefined ? undefined : prepareMeshPlan(mixture, sample, options);

  const plan = (particles: readonly Particles[]) => {
    planMeshes ??= prepareMeshPlan(mixture, sampleOf(particles), options);
    return planMeshes(particles);
  };

  /** Returns the kernel of all pairs on a mesh that have the same law: balanced if some of them are unlike. */
  const kernelOf = (group: ScaleGroup, law: PairKernel): MeshKernel => {
    const unlike = pairsOn(group, mixture).some(([i, j]) => i !== j && isSame(mixture.kernel(i, j), law));
    return meshKernel(d, meshLaw(law, group.spacing), unlike, options);
  };

  /** Whether the mesh computes a pair; if its kernel is not positive there, the pair is summed directly. Such powers are refused earlier. */
  const isMeshed = (group: ScaleGroup, i: number, j: number) => {
    const law = mixture.kernel(i, j);
    return law.exponent !== undefined || isPositive(kernelOf(group, law));
  };

  const symbolOf = ({ spacing, torus }: Mesh, kernel: MeshKernel, strength: number): MeshSymbol => {
    const key = [...torus, spacing, kernel.id, strength].join();
    return remembered(key, () => {
      const scale = strength * amplitude(kernel, spacing);
      return meshSymbol(torus, options.order, (r2) => scale * evaluateSoftened(kernel.softened, r2));
    });
  };

  const addCoupling = (planned: PlannedMesh, { sources, targets }: Coupling, particles: readonly ForcedParticles[]) => {
    const { mesh } = planned;
    const group = (members: readonly Member[]) =>
      members.map(({ species, factor }) => ({ ...particles[species], factor }));
    kernels.addMeshForces(
      mesh,
      options.order,
      sources.map(group),
      targets.map(({ members, from }) => ({
        groups: group(members),
        from: from.map(({ source, strength, kernel }) => ({
          source,
          symbol: symbolOf(mesh, kernelOf(planned, kernel), strength),
        })),
      })),
    );
  };

  /** Adds the part of a pair of species that the mesh leaves out: its close pairs of particles, or all. */
  const addRest = (
    planned: PlannedMesh,
    i: number,
    j: number,
    cores: PairCores,
    particles: readonly ForcedParticles[],
  ) => {
    const law = mixture.kernel(i, j);
    const strength = mixture.strength(i, j);
    if (!isMeshed(planned, i, j)) {
      addKernelForces(kernels, law, strength, particles[i], particles[j], (gamma) => cores(i, j, gamma));
      return;
    }
    const kernel = kernelOf(planned, law);
    if (!kernel.nearField) return;
    const { exponent } = law.atZero;
    const core = cores(i, j, exponent);
    const { spacing } = planned;
    const share: NearShare = (r2, count, alpha) => {
      nearRests(kernel, spacing, core, r2, count, alpha);
      for (let k = 0; k < count; k++) alpha[k] *= strength;
    };
    const reach = Math.max(kernel.softened.radius * spacing, core?.radius ?? 0);
    addNearForces(reach, share, exponent > -2 || core !== undefined, particles[i], particles[j]);
  };

  const sum = (particles: readonly ForcedParticles[]) => {
    for (const { force } of particles) force.data.fill(0);
    const meshes = plan(particles);
    if (meshes === null) spoil(particles);
    else {
      const cores = coresOf(particles);
      for (const planned of meshes) {
        const { members, visitors } = planned;
        const meshed = (i: number, j: number) => isMeshed(planned, i, j);
        addCoupling(planned, coupleSpecies(mixture, members, visitors, meshed), particles);
        for (const [i, j] of pairsOn(planned, mixture)) addRest(planned, i, j, cores, particles);
      }
    }
  };

  return {
    sum,
    addPair(i, j, particles) {
      const meshes = plan(particles);
      if (meshes === null) spoil(particles);
      const planned = meshes?.find((one) =>
        pairsOn(one, mixture).some(([k, l]) => (k === i && l === j) || (k === j && l === i)),
      );
      if (planned === undefined) return;
      if (isMeshed(planned, i, j)) addCoupling(planned, couplePair(mixture, i, j), particles);
      addRest(planned, i, j, coresOf(particles), particles);
    },
    assess(particles) {
      const cores = coresOf(particles);
      const settings = { ...describe(particles), ...(options.nearField ? describeCores(mixture, cores) : {}) };
      const powers = collidingPairs(mixture).every(([i, j]) => mixture.kernel(i, j).exponent !== undefined);
      return assess(settings, sampledError(kernels, mixture, particles, sum, cores), powers ? doubtful : doubtfulShape);
    },
  };

  function describe(particles: readonly Particles[]): Record<string, number | string> {
    const settings: Record<string, number | string> = {};
    for (const planned of plan(particles) ?? []) {
      const { members, mesh } = planned;
      const name = members.map((i) => species[i].name).join(' ');
      const pairs = pairsOn(planned, mixture);
      for (const [i, j] of pairs)
        if (!isMeshed(planned, i, j))
          settings[`summation ${species[i].name} ${species[j].name}`] =
            `direct: on this mesh ${mixture.kernel(i, j).formula} is not positive between the nodes`;
      const used = pairs.flatMap(([i, j]) =>
        isMeshed(planned, i, j) ? [kernelOf(planned, mixture.kernel(i, j))] : [],
      );
      if (used.length === 0) continue;
      settings[`mesh spacing ${name}`] = mesh.spacing;
      settings[`mesh nodes ${name}`] = mesh.shape.join(' x ');
      settings[`mesh torus ${name}`] = mesh.torus.join(' x ');
      settings[`mesh softening radius ${name}`] = Math.max(
        ...used.map(({ softened }) => softened.radius * mesh.spacing),
      );
      settings[`mesh kernel ratio at least ${name}`] = Math.min(...used.map(({ ratio }) => ratio));
    }
    return settings;
  }
}

/** Force error above which powers cause a warning; it is mostly the noise of random particles. */
const doubtful = 0.2;
/**
 * The same for other kernels, whose length a mesh may not resolve: with 8000 particles per species in d = 3 the error is 0.5 % for r^-3,
 * 1.4 % for a kernel screened at two thermal speeds and 13 % for one screened at half a thermal speed.
 */
const doubtfulShape = 0.05;

function assess(settings: Record<string, number | string>, error: number, limit: number): Assessment {
  const percent = Number((100 * error).toPrecision(2));
  return {
    settings: { ...settings, 'mesh force error (f-weighted, relative)': Number.isFinite(error) ? error : 'unknown' },
    warnings: !(error <= limit)
      ? [
          `method.summation: forces on the mesh differ from the direct sum's by ${Number.isFinite(error) ? percent : 'an unknown number of'} % (f-weighted), ` +
            'possibly the noise of either sum; take more particles, a smaller method.mesh.spacing, method.mesh.nearField: true or ' +
            'method.summation: direct',
        ]
      : [],
  };
}

/** Returns the colliding pairs of species whose forces belong to a mesh. */
function pairsOn({ members, visitors }: ScaleGroup, mixture: Mixture): (readonly [number, number])[] {
  return members.flatMap((i, k) =>
    [...members.slice(k), ...visitors].flatMap((j) => (mixture.strength(i, j) > 0 ? [[i, j] as const] : [])),
  );
}

/** Sets the forces to NaN if no mesh is possible; the integrator reports them with the particle. */
function spoil(particles: readonly ForcedParticles[]): void {
  for (const { force } of particles) force.data.fill(Number.NaN);
}

/** Computes values by key and keeps the `count` most recently used. */
export function rememberRecent<T>(count: number): (key: string, compute: () => T) => T {
  const values = new Map<string, T>();
  return (key, compute) => {
    const value = values.get(key) ?? compute();
    values.delete(key);
    values.set(key, value);
    for (const oldest of values.keys()) {
      if (values.size <= count) break;
      values.delete(oldest);
    }
    return value;
  };
}
