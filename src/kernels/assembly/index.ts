export { planeAverages, spaceAverages } from './averages';
export { convolvePlanes, restoreFields, transformCharges } from './convolution';
export { eliminateRows, factorPanel } from './dense-lu';
export { exponentials, logarithms, powers } from './elementary';
export { sumMoments } from './equilibrium';
export { restoreLine, transformLine } from './fourier';
export { gatherPlane, gatherSpace, logarithmSlope, spreadPlane, spreadSpace } from './lattice';
export { clearMesh, gatherPlaneForces, gatherSpaceForces, spreadPlaneCharges, spreadSpaceCharges } from './mesh';
export { arrangeByChunk, countByChunk, returnForces, sortByCell } from './order';
export { planePairs, spacePairs } from './pairs';
export { convolveTensors, restorePotentials, transformFunctions } from './tensors';

/** First free byte of the memory: the constants lie below. */
export const heap: usize = __heap_base;
