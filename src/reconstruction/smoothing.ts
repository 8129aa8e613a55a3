/**
 * The smoothing temperature kappa of a mixture: every species is mollified with variance eps_i = kappa / m_i, because the
 * mollified equilibrium of species i has temperature T_i + m_i eps_i and different species reach one temperature only if
 * m_i eps_i is the same for all (Carrillo, Hu & Van Fleet 2023).
 */
export type SmoothingRule = { readonly temperature: number } | { readonly factor: number; readonly power: number };

/**
 * kappa as given, or from the lattice spacings as the largest m_i factor h_i^power, so that every species is smoothed at
 * least as much as the rule asks. The usual rule is eps = 0.64 h^1.98 (Carrillo, Hu, Wang & Wu 2020): the mollifier's
 * standard deviation is 0.8 h, and eps -> 0 a little slower than h^2.
 */
export function smoothingTemperature(
  rule: SmoothingRule,
  masses: readonly number[],
  spacings: readonly number[],
): number {
  if ('temperature' in rule) return rule.temperature;
  return Math.max(...masses.map((mass, i) => mass * rule.factor * spacings[i] ** rule.power));
}
