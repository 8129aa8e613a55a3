export { axisNodes, type Lattice, nodeCount } from '../core/lattice.ts';
