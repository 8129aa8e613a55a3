// The generator alone, which the types of the package know only as a part of the whole.
declare module 'seedrandom/lib/alea.js' {
  import type { alea as Alea } from 'seedrandom';

  const alea: typeof Alea;
  export default alea;
}
