/** A named step of the work, with the number of calls, the total time and the steps within it. */
export interface ProfileStep {
  readonly step: string;
  readonly calls: number;
  readonly seconds: number;
  readonly steps: readonly ProfileStep[];
}

/** Does a named step of the work and returns its result. */
export type Timed = <Result>(step: string, work: () => Result) => Result;

/** Does the work without measuring its time. */
export const untimed: Timed = (_step, work) => work();

/** Collects the times of the steps done within `during`, over one or more calls. */
export interface Profile {
  during<Result>(work: () => Result): Result;
  /** Measures the time of a step within `during`, which costs about a microsecond. Nested steps are recorded under it. */
  readonly timed: Timed;
  /** The steps so far, the most expensive first. */
  steps(): readonly ProfileStep[];
}

interface Node {
  calls: number;
  seconds: number;
  readonly within: Map<string, Node>;
}

export function createProfile(): Profile {
  const root = newNode();
  /** The current step; undefined outside of `during`. */
  let current: Node | undefined;
  return {
    during(work) {
      const outer = current;
      current = root;
      try {
        return work();
      } finally {
        current = outer;
      }
    },
    timed(step, work) {
      if (current === undefined) return work();
      const outer = current;
      const node = outer.within.get(step) ?? newNode();
      outer.within.set(step, node);
      current = node;
      const began = performance.now();
      try {
        return work();
      } finally {
        node.calls++;
        node.seconds += (performance.now() - began) / 1000;
        current = outer;
      }
    },
    steps: () => stepsOf(root),
  };
}

function newNode(): Node {
  return { calls: 0, seconds: 0, within: new Map() };
}

function stepsOf({ within }: Node): ProfileStep[] {
  return [...within]
    .map(([step, node]) => ({ step, calls: node.calls, seconds: node.seconds, steps: stepsOf(node) }))
    .sort((a, b) => b.seconds - a.seconds);
}
