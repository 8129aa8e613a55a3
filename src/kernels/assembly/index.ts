export { exponentials, logarithms, powers } from './elementary';
export { gatherPlane, gatherSpace, logarithmSlope, spreadPlane, spreadSpace } from './lattice';
export { planePairs, spacePairs } from './pairs';

/** First free byte of the memory: the constants lie below. */
export const heap: usize = __heap_base;
