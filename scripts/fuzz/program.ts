// The built program as the fuzzer calls it.
export { runCommandLine } from '../../dist/cli/command-line.js';
export { InputError, RunError } from '../../dist/core/errors.js';
export { inputFiles } from '../../dist/output/checksums.js';
export { openRun } from '../../dist/output/open-run.js';
export { readRun } from '../../dist/output/read-run.js';
export { findAll } from '../../dist/report/view/listing.js';
export { readScenario, readStudy } from '../../dist/scenario/read-scenario.js';
export { estimateCost } from '../../dist/simulation/estimate.js';
export { readReference } from '../../dist/simulation/read-reference.js';
export { runScenario } from '../../dist/simulation/run.js';
export { runMember } from '../../dist/study/member.js';
export { openStudy } from '../../dist/study/open-study.js';
export { planStudy } from '../../dist/study/plan.js';
export { readResult } from '../../dist/study/result.js';
