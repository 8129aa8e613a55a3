import { checkMemory } from '../integration/integrator.ts';
import type { Evolution, InitialValueProblem } from './method.ts';
import type { Stage, StageEvolution } from './particle-gradient-flow.ts';
import { portionGrowth, portionWarnings, preparePortions, withPortions } from './portions.ts';
import { particleWeights } from './turnover.ts';

/**
 * A gradient flow of particles with sources. The run has as many equal parts as there are portions. Each part is a separate flow that
 * begins with the particles of the previous one and those of the new portions, so no portion exists before its time.
 */
export function growingFlow(
  problem: InitialValueProblem,
  first: Stage,
  parts: number,
  variances: readonly number[],
  prepare: (stage: Stage) => StageEvolution,
): Evolution {
  const { mixture, start, until } = problem;
  const portionsOf = preparePortions(
    mixture,
    first.particles.map(({ weights }) => weights.length),
  );
  const boundary = (k: number) => (k >= parts ? Infinity : start + ((until - start) * k) / parts);
  /** Tolerance for rounding, so that a boundary close to an output coincides with it. */
  const slack = (until - start) * 1e-9;
  const initial = prepare(first);
  let stage = first;
  let flow = initial;
  /** The part of the run that `flow` covers; -1 before the first step. */
  let part = -1;
  /** Counts of the previous parts. */
  let earlier = { steps: 0, evaluations: 0, rejections: 0 };
  const counts = {
    get steps() {
      return earlier.steps + flow.counts.steps;
    },
    get evaluations() {
      return earlier.evaluations + flow.counts.evaluations;
    },
    get rejections() {
      return earlier.rejections + flow.counts.rejections;
    },
  };
  const follow = (particles: Stage['particles'], from: number, k: number): Stage => {
    const portions = portionsOf(k);
    return { from, particles: withPortions(particles, portions), portions, name: [`part ${k}`] };
  };
  const takeOver = () => {
    const { steps, evaluations, rejections } = counts;
    const { ledger } = flow;
    part++;
    stage = follow(flow.particlesAt(flow.t), flow.t, part);
    flow = prepare(stage);
    flow.ledger.set(ledger);
    earlier = { steps, evaluations, rejections };
  };
  /** Rebuilds the flow of part k with the right weights and arbitrary velocities: the weights depend only on the times. */
  const rebuild = (times: readonly number[]) => {
    stage = first;
    times.forEach((from, k) => {
      const { weights, at } = particleWeights(
        mixture,
        stage.from,
        stage.particles.map((own) => own.weights),
        portionGrowth(
          stage.particles.map((own) => own.weights.length),
          stage.portions,
        ),
      );
      at(from);
      stage = follow(
        stage.particles.map(({ velocities }, i) => ({ weights: weights[i], velocities })),
        from,
        k,
      );
    });
    part = times.length - 1;
    flow = times.length === 0 ? initial : prepare(stage);
  };
  const begun: number[] = [];
  return {
    ...initial,
    get t() {
      return flow.t;
    },
    counts,
    warnings: [...(initial.warnings ?? []), ...portionWarnings(mixture, portionsOf(0), variances)],
    advance(to, pause) {
      while (flow.t < to) {
        while (flow.t >= boundary(part + 1) - slack) {
          takeOver();
          begun.push(flow.t);
        }
        const next = boundary(part + 1);
        const stop = next < to - slack ? next : to;
        flow.advance(stop, pause);
        if (flow.t < stop || (stop < to && pause?.())) return;
      }
    },
    ...(initial.stableStep === undefined ? {} : { stableStep: () => flow.stableStep!() }),
    snapshot: () => flow.snapshot(),
    save: () => ({
      ...flow.save(),
      parts: Float64Array.from(begun),
      earlier: Float64Array.of(earlier.steps, earlier.evaluations, earlier.rejections),
    }),
    restore(state) {
      begun.splice(0, begun.length, ...state.parts);
      rebuild(begun);
      for (const [name, { length }] of Object.entries(flow.save())) checkMemory(state[name], length, name);
      flow.restore(state);
      const [steps, evaluations, rejections] = state.earlier;
      earlier = { steps, evaluations, rejections };
    },
    grows: true,
  };
}
