import { workerData } from 'node:worker_threads';
import { instantiate } from './wasm.ts';
import { awaitWork, type TeamMember, takeTasks } from './wasm-team.ts';

/** A thread of the team; ./wasm-team.ts describes the protocol. */
const { module, memory, counters, thread } = workerData as TeamMember;
const run = instantiate(module, memory);
for (;;) {
  takeTasks(run, counters, thread);
  awaitWork(counters);
}
