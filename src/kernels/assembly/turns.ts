// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.

/** Reads of a counter before the first sleep, about a tenth of a millisecond. */
const polls = 20000;
/** Nanoseconds of a sleep: one million. */
const sleep: i64 = 1000000;
/** Number of sleeps, a minute, after which the awaited thread must have died. */
const sleeps = 60000;

/** Counters of the tasks done on a block of particles, shared by all threads. */
export class Turns {
  /**
   * Returns when the counter has reached `turn`; traps if it never does. Tasks are taken in the order of their list, so the first
   * unfinished one does not wait, and every task gets its turn.
   */
  static await(counter: usize, turn: i32): void {
    for (let k = 0; k < polls; k++) if (atomic.load<i32>(counter) === turn) return;
    for (let k = 0; k < sleeps; k++) {
      const done = atomic.load<i32>(counter);
      if (done === turn) return;
      // a sleep this short needs no wake-up
      atomic.wait<i32>(counter, done, sleep);
    }
    unreachable();
  }

  @inline static advance(counter: usize): void {
    atomic.add<i32>(counter, 1);
  }
}
