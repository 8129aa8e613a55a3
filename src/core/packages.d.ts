// The single generator, which the package's own types declare only as part of the whole package.
declare module 'seedrandom/lib/alea.js' {
  import type { alea as Alea } from 'seedrandom';

  const alea: typeof Alea;
  export default alea;
}

/** The part of cephes 3.3.3 in use: its own declarations are not reachable through its package exports. */
declare module 'cephes' {
  export function gamma(x: number): number;
  export function psi(x: number): number;
  export function igam(a: number, x: number): number;
  export function igamc(a: number, x: number): number;
  export function igami(a: number, y: number): number;
  export function erf(x: number): number;
  export function ndtri(p: number): number;
  export function stdtri(degrees: number, p: number): number;
  export function j0(x: number): number;
  export function j1(x: number): number;
  export function i0e(x: number): number;
  export function i1e(x: number): number;
}
