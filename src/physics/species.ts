/** A particle species. Masses and charges are in the units of the scenario (charge only enters Coulomb strengths). */
export interface Species {
  readonly name: string;
  readonly mass: number;
  readonly charge: number;
}
