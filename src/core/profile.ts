/** A named step of the work: how often it was done, how long it took in all, and the steps within it. */
export interface ProfileStep {
  readonly step: string;
  readonly calls: number;
  readonly seconds: number;
  readonly steps: readonly ProfileStep[];
}

/** Collects the time of the steps done within `during`, one call after the other or many. */
export interface Profile {
  during<Result>(work: () => Result): Result;
  /** The steps so far, the dearest first. */
  steps(): readonly ProfileStep[];
}

interface Node {
  calls: number;
  seconds: number;
  readonly within: Map<string, Node>;
}

/** The step under way, to which steps within it belong; undefined while nobody asks. */
let current: Node | undefined;

export function createProfile(): Profile {
  const root = newNode();
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
    steps: () => stepsOf(root),
  };
}

/** Does a step of the work under its name; its time is taken while a profile is collected, which costs about a microsecond. */
export function timed<Result>(step: string, work: () => Result): Result {
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
}

function newNode(): Node {
  return { calls: 0, seconds: 0, within: new Map() };
}

function stepsOf({ within }: Node): ProfileStep[] {
  return [...within]
    .map(([step, node]) => ({ step, calls: node.calls, seconds: node.seconds, steps: stepsOf(node) }))
    .sort((a, b) => b.seconds - a.seconds);
}
