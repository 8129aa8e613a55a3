// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.

/** Reads of a counter before the first sleep, about a tenth of a millisecond. */
const polls = 20000;
/** Nanoseconds of a sleep: one million. */
const sleep: i64 = 1000000;
/** After a minute of sleep the thread that is waited for must have died. */
const sleeps = 60000;

/** Counters of the tasks done on a block of particles, which all threads see. */
export class Turns {
  /**
   * Returns when the counter has reached `turn`; traps when it never does. Tasks are taken in the order of their list, so the first
   * unfinished one waits for nobody and all get their turn.
   */
  static await(counter: usize, turn: i32): void {
    for (let k = 0; k < polls; k++) if (atomic.load<i32>(counter) === turn) return;
    for (let k = 0; k < sleeps; k++) {
      const done = atomic.load<i32>(counter);
      if (done === turn) return;
      // a sleep so short needs nobody to end it
      atomic.wait<i32>(counter, done, sleep);
    }
    unreachable();
  }

  @inline static advance(counter: usize): void {
    atomic.add<i32>(counter, 1);
  }
}
