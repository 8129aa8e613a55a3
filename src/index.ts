/**
 * The simulator as a library. The way through it is that of a run:
 *
 *     readScenario -> assemble -> evolution.advance / analysis.measure            everything in memory
 *     readScenario -> runScenario -> readRun -> renderReport                      a run directory and its report
 *     planStudy -> openStudy -> executor.run -> collectStudy -> studyPage         a scenario over a grid of its values
 */

export type { Analyzer, PreparedAnalyzer, Quantity } from './analysis/analyzer.ts';
export { analyzers } from './analysis/analyzers.ts';
export { direct } from './collision/direct.ts';
export { mesh } from './collision/mesh.ts';
export { moments } from './collision/moments.ts';
export { randomBatch } from './collision/random-batch.ts';
export type { PairSum, Summation } from './collision/summation.ts';
export { summations } from './collision/summations.ts';
export { type CompareOptions, type Comparison, compareMethods } from './compare/compare.ts';
export { planComparison } from './compare/plan.ts';
export { InputError, RunError } from './core/errors.ts';
export { axisNodes, eachNode, type Lattice, nodeCount } from './core/lattice.ts';
export type { ForcedParticles, Particles, ScoredParticles } from './core/particles.ts';
export { createStream, type RandomStream } from './core/random.ts';
export { component, createVectorField, type Dimension, type VectorField, vectorAt } from './core/vector-field.ts';
export type { Distribution } from './ensemble/distribution.ts';
export { createDistribution, distributions } from './ensemble/distributions.ts';
export { sampleDistribution, samplingRule, samplingRules } from './ensemble/sampling-rules.ts';
export { projected } from './integration/composed-integrators.ts';
export type { GradientFlow, Integrator, Invariant, Rate, Stepper, System } from './integration/integrator.ts';
export { integrators } from './integration/integrators.ts';
export { createMachine, type Machine, type MachineOptions } from './kernels/machine.ts';
export { blob } from './methods/blob.ts';
export { closedMoments } from './methods/closed-moments.ts';
export { legendre } from './methods/legendre.ts';
export { linearFokkerPlanck } from './methods/linear-fokker-planck.ts';
export type { Evolution, InitialValueProblem, Method } from './methods/method.ts';
export { scatteringSchemes } from './methods/pair-collisions/schemes.ts';
export { pairCollisions } from './methods/pair-collisions.ts';
export type { Snapshot, SpeciesSnapshot } from './methods/snapshot.ts';
export { spectralGrid } from './methods/spectral-grid.ts';
export { loadHdf5 } from './output/hdf5.ts';
export { readRun } from './output/read-run.ts';
export { readParticles, readSnapshot } from './output/read-snapshot.ts';
export type { RunRecord, RunSummary, Series, Verdict } from './output/run-record.ts';
export type { StudyRecord } from './output/study-record.ts';
export { plasmaStrength } from './physics/coulomb-collisions.ts';
export {
  createMaxwellian,
  type Maxwellian,
  type MixtureEquilibrium,
  mixtureEquilibrium,
} from './physics/equilibrium.ts';
export { createMixture, type Mixture, type Species } from './physics/mixture.ts';
export { type Moments, particleMoments } from './physics/moments.ts';
export { type LeaveOneOut, leaveOneOut } from './reconstruction/leave-out.ts';
export { nearestNeighbourEntropy, nearestNeighbourFisher } from './reconstruction/neighbours.ts';
export { prepareReconstruction, type Reconstruction } from './reconstruction/reconstruction.ts';
export { entropyRules, prepareEntropy } from './reconstruction/regularised-entropy.ts';
export { renderComparison } from './report/comparison/render-comparison.ts';
export { renderReport } from './report/render-report.ts';
export { studyPage } from './report/study-page.ts';
export { parseScenario } from './scenario/parse-scenario.ts';
export { readScenario } from './scenario/read-scenario.ts';
export type { Scenario } from './scenario/scenario.ts';
export { scenarioJsonSchema, scenarioToYaml, studyJsonSchema } from './scenario/serialise.ts';
export { type AssembleOptions, assemble, type Simulation } from './simulation/assemble.ts';
export { readReference } from './simulation/read-reference.ts';
export { type Progress, type RunOptions, resumeRun, runScenario } from './simulation/run.ts';
export { schedule } from './simulation/schedule.ts';
export { collectStudy } from './study/collect.ts';
export type { Executor, ExecutorOptions, StudyHandle, StudyProgress } from './study/executor.ts';
export { executors } from './study/executors.ts';
export { runMember as runStudyMember } from './study/member.ts';
export type { Plan } from './study/open-study.ts';
export { type OpenStudy, openStudy } from './study/open-study.ts';
export { planStudy } from './study/plan.ts';
export { bkwSolution } from './theory/bkw.ts';
export { dissipationByPairs, entropyProductionByPairs, lemmaByPairs } from './theory/dissipation/by-pairs.ts';
export {
  dissipationByQuadrature,
  entropyProductionByQuadrature,
  lemmaByQuadrature,
} from './theory/dissipation/by-quadrature.ts';
export { findExactSolution } from './theory/exact.ts';
export type { ExactSolution, ExactState } from './theory/exact-solution.ts';
export { linearisedBracket } from './theory/linearised/bracket.ts';
export { largestGrowth } from './theory/linearised/eigenvalues.ts';
export { lorentzGas } from './theory/linearised/lorentz.ts';
export { maxwellMomentSolution, maxwellMoments, type SecondMoments } from './theory/maxwell-moments.ts';
export { isotropisationFrequency, relaxationRates } from './theory/relaxation-rates.ts';
export { sphereConstant } from './theory/sphere/sphere-constant.ts';
export { exponentBound, theoremLedger } from './theory/theorem.ts';
