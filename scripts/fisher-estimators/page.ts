// The page around the tables.

/** Tables by their position in the page. */
type Tables = Readonly<
  Record<
    | 'runs'
    | 'carried'
    | 'smoothing'
    | 'orders'
    | 'lattice'
    | 'noise'
    | 'noisePowers'
    | 'fisher'
    | 'entropy'
    | 'neighbours'
    | 'scatter'
    | 'leaveOneOut'
    | 'quasi'
    | 'quasiNeighbours'
    | 'rules',
    string
  >
>;

export const pageText = (t: Tables) => `# Estimators of the entropy and the Fisher information

How large are H and I of an unknown f from which N particles are known, how accurate are the estimates, and which of them should you trust? Every number below
is an error against the exact value, for mass, density and temperature 1. Errors of I are relative to I, errors of H are in per cent of n. Means are over
samples, ± one standard error of the mean; "scatter" is the standard deviation of one sample. The page is made by \`npm run fisher-estimators\`. Sample sizes
and seeds are fixed, so the numbers are always the same.

## Which estimate to trust

Use \`fisher_best\` and \`entropy_best\` with their errors. Every run has them, and \`landau run\` prints them. They are built from the estimates below.

**Particles on a lattice (blob, linear Fokker-Planck).** The best estimates are \`fisher_extrapolated\` and \`entropy_extrapolated\`. The stated error is
the distance to \`fisher_corrected\` and \`entropy_corrected\`, and at least the error at the start, where H and I of the initial f are known. The table shows the
start of a run of the blob method with default smoothing in the box [-6, 6]^d, or [-9, 9]^d for beams:

${t.runs}

The moment-preserving reconstruction, which is the default, is more accurate for every state except for H of beams in d = 3. I is least accurate if
f vanishes inside its support (BKW at t = 0 and 5.5). If a sample is cut off, it has an edge, and an edge raises I; the error at the start contains this.

Lattice particles also have estimates without a mollifier: \`fisher_lagrangian\` and \`entropy_lagrangian\`. A particle carries the known f_0 of its node a
along, f(v(a, t), t) = f_0(a) / det(dv/da), and sixth-order differences on the lattice of the nodes give grad log f. The stated error is the change
from sixth to fourth order, particle by particle, plus the change with twice the spacing. The next table covers whole runs, compared with the BKW solution or
the Legendre method. "Outside" counts the outputs whose error is larger than the stated one:

${t.carried}

The two stated errors have different meanings. Both refer to the f of the current particles. The error of \`fisher_best\` is the distance between two smoothings, and in these runs it
also covers the error of the particles' drift. The error of \`fisher_lagrangian\` contains only the error of its differences: in the run where it is smallest, the f
of the particles is off the solution by five times as much. For this reason \`fisher_best\` does not switch to \`fisher_lagrangian\` even if its stated error is smaller. With a smaller interval
about the wrong f, a run could report that I increases although only the drift error makes it increase. Read \`fisher_lagrangian\` next to \`fisher_best\`: the difference between the
two is the remaining error of the mollifier, and a run with half the spacing shows an error of the drift. These columns are absent if f_0 vanishes inside its support (BKW at t = 0): the
particles keep the zero forever, whereas collisions fill it at once. In a narrow box the particles of the tail lose their order.

**Random samples (pair collisions).** The best estimates are \`fisher_jackknife\` ± \`fisher_jackknife_error\` and \`entropy_jackknife\` ± \`entropy_jackknife_error\`.
Use \`smoothing: { rule: silverman, factor: 1.5 }\`. The stated error is the standard deviation of the noise, accurate to about a third. It does not contain the bias of the
mollifier. This bias is negative, close to zero near a Maxwellian, and listed below as "corrected without noise". \`fisher_jackknife_bias\` and
\`entropy_jackknife_bias\` bound the bias and the remaining noise together: they are twice the distance to the jackknife at 2 kappa. The bound can be too small by a
factor of 2 if f vanishes inside its support and kappa is not small compared with T. In this case compare with \`fisher_nearest\`, which has a
different bias and twice the scatter. Raw and corrected values of a sample are too high or too low depending on kappa. If they agree with the exact
value, two large errors cancel. Extrapolate a sample's values only with the jackknife, and never with less than Silverman's kappa.
\`entropy_nearest\` is too high by some hundredths of n in d = 3, because the ball of 4 neighbours is wide.

**Far from a Maxwellian** (holes, rings, beams), I is too low in every column except the extrapolated column for beams. Its relative error is ten to twenty
times the error of H in units of n. Use factor 1 instead of 1.5. For beams use the rule \`nearest-neighbours\`: its bias is a third of the bias of
Silverman's rule, which mistakes the distance between the beams for their width.

**Quasi-random samples** are more even than random ones and have about half the noise. \`fisher_corrected\` is as much too high as its jackknife is too
low. Nearest-neighbour estimates (\`entropy_nearest\`, \`fisher_nearest\`) are useless until collisions have turned the sample into a random one.

**Lower bounds.** Leaving one particle out gives values of H and I that are below the exact ones on average, for any kappa, N and f. They are too low
to serve as estimates.

## Theory: the mollifier

f~ = f * Gaussian of variance kappa/m obeys d f~/d kappa = (1/2m) lap f~. For one species of mass m this gives

    dH(f~)/d kappa = - I(f~)/2,        dI(f~)/d kappa = - (1/m^2) int f~ |Hess log f~|^2  <=  - I(f~)^2 / (d n) .

- raw: I~ = I - kappa J + .., J = (1/m^2) int f |Hess log f|^2; H~ = H - kappa I/2 + kappa^2 J/4 - ..
- corrected (Stam): 1/I = 1/I~ - kappa/(d n). The remaining error is - kappa (J - I^2/(d n)), the deviation of the Hessian from its mean: zero for a
  Maxwellian, and of second order in the distance from one. For H the correction is the tangent to the entropy power exp(-2H/(d n)), and the remaining
  error is - (kappa^2/4) (J - I^2/(d n)).
- extrapolated: 1/I = 2/I~(kappa) - 1/I~(2 kappa), because 1/I~ is a straight line for a Maxwellian. The remaining error is of order kappa^2, or kappa^3
  with a third value at 4 kappa. H follows from P = exp(-2H/(d n)) of the corrected H, as (4 P(kappa) - P(2 kappa))/3, with an error of order kappa^3.

A mollified BKW state is a BKW state with T and K larger by kappa, so these errors are known without particles. BKW states: d = 2,
c = 1/16, C = 1/2; d = 3, c = 1/24, C = 1. At t = 0 and 5.5, f (nearly) vanishes at v = 0, and for d = 2, J is infinite there. The two beams have drifts +-3.

${t.smoothing}

Observed powers of kappa of these errors, between 0.001 and 0.002:

${t.orders}

Lattices of particles in the box [-6, 6]^d. "Ripples" is the relative error of I(f~) itself caused by the lattice of the particles:

${t.lattice}

## Theory: the noise

A sample gives f~ + delta with E delta(x)^2 = (n/N) int phi^2(x-v) f(v) dv - f~^2/N. H and I are convex, so noise raises both, by

    (1/2) int E delta^2 / f~      and      (1/m) int E |grad delta - delta grad log f~|^2 / f~

to first order in 1/N. For a Maxwellian both are elementary (m = 1):

    H:  (n/2N) ((1 + T/kappa)^d - 1)          I:  (n d/N) (T/kappa^2) (1 + T/kappa)^{d-1}

The second is -2 d/d kappa of the first, as de Bruijn's identity requires for every sample. At small kappa, a core of volume V
contributes (n d V/N) / (2 kappa (4 pi kappa)^{d/2}), the power -(d/2 + 1) of kappa. With the Gaussian tails, the first order has the power -(d + 1).
But this expansion fails where less than about one particle is within reach of a mollifier: there f~ is 0 or the Gaussian of a single particle
(the next order diverges for kappa < 3 T). The actual noise is therefore smaller than the first order, its powers are close to
those of the core, and it decreases slightly slower than 1/N. For this reason the jackknife does not remove all of it at small kappa.
The table shows the absolute noise of a Maxwellian, as the mean of 8 samples:

${t.noise}

Observed powers, with 95 % intervals (bootstrap):

${t.noisePowers}

The jackknife leaves out one of J = 16 blocks in turn: J I - (J-1) <I_j> does not contain the term of order 1/N, and the scatter of the I_j gives the error bar.

## Random samples

Fisher information. kappa is factor^2 times Silverman's kappa. "Corrected without noise" is the exact bias of the corrected I due to the mollifier; the excess of
the corrected value over it is noise. "Scatter" is the measured standard deviation of the jackknife of corrected, and "stated" is the jackknife's own estimate
of it.

${t.fisher}

Entropy. Most of the scatter comes from the scatter of the sample's temperature, sqrt(d/2N) n; samples with exact moments (\`matchMoments: true\`) have less.

${t.entropy}

Nearest neighbours: I uses k = N^{(8-d)/(8+d)} neighbours at 1024 places; H (Kozachenko-Leonenko) uses 4 neighbours of every particle (omitted for N = 100000
because of its cost). I is the value for a Gaussian with the sample's covariance, plus the square of the mean shift of f relative to that Gaussian.

${t.neighbours}

Observed powers of N of the scatter between N = 1000 and 10000, with 95 % intervals (bootstrap; the jackknife with factor 1.5). An average over the sample has the
power -1/2, and so has H. Silverman's kappa decreases like N^{-2/(d+4)}; if the scatter of I were only noise, it would therefore decrease more slowly.

${t.scatter}

One particle left out, for 1024 particles of each sample. These are lower bounds on average.

${t.leaveOneOut}

## Quasi-random samples

${t.quasi}

${t.quasiNeighbours}

## Rules for kappa

N = 4000. The rule \`spacing\` is meant for lattices; here it uses the spacing of N cells in the cube that contains the sample. It does not take noise into account, and
for d = 2 its kappa is far too small for a sample. Silverman's rule and Scott's rule are the same for d = 2.

${t.rules}

## Cost

The second reconstruction for the extrapolated columns costs as much as the first, so a row of the series costs up to twice as much. This
is small compared with the forces of one step. For random samples of at most a million particles, the jackknife spreads every particle
twice more at each of its two smoothings (16 blocks cost no more than 2): for d = 3 one second for 100000 particles, six for a million. Up to
20000 particles, the neighbour search is the slowest part of a row: about 30 us per particle for H, and 1024 searches of k neighbours for I, together
half a second to one second for 10000 particles. Larger samples have no such columns.
`;
