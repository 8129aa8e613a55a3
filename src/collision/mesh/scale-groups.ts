/** Species that share a mesh, and those that only meet them on it. */
export interface ScaleGroup {
  /** Mesh spacing: the finest of the members' own. */
  readonly spacing: number;
  /** Species whose own spacings are alike; all their collisions with each other belong to this mesh. */
  readonly members: readonly number[];
  /**
   * Species of finer groups that collide with a member: the wider-spaced of two species limits what their sum resolves.
   */
  readonly visitors: readonly number[];
}

/** Largest ratio of two spacings on one mesh of the finer: beyond, the wider species would need too many nodes. */
const widestRatio = 2;

/**
 * Every colliding pair on exactly one mesh. A narrow species (ions among electrons) has a small mesh for itself, and
 * meets a wide one on the wide one's mesh. Groups without pairs are left out.
 */
export function scaleGroups(
  species: readonly number[],
  spacings: readonly number[],
  collide: (i: number, j: number) => boolean,
): readonly ScaleGroup[] {
  const sorted = [...species].sort((i, j) => spacings[i] - spacings[j] || i - j);
  const groups: ScaleGroup[] = [];
  for (let start = 0; start < sorted.length; ) {
    const spacing = spacings[sorted[start]];
    let end = start;
    while (end < sorted.length && spacings[sorted[end]] <= widestRatio * spacing) end++;
    const members = sorted.slice(start, end).sort((i, j) => i - j);
    const visitors = sorted.slice(0, start).filter((j) => members.some((i) => collide(i, j)));
    if (members.some((i) => [...members, ...visitors].some((j) => collide(i, j))))
      groups.push({ spacing, members, visitors });
    start = end;
  }
  return groups;
}
