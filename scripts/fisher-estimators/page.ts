// The page around the tables.

/** Tables by their places in the page. */
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

From N particles of an unknown f: how large are H and I, how sure is that, and which estimate to trust? Every number is an error
against exact values, for mass, density and temperature 1: of I relative to it, of H in per cent of n. Means are over samples, ± one
standard error of the mean; "scatter" is the standard deviation of one sample. Made by \`npm run fisher-estimators\`; sizes of samples
and seeds are fixed, so it always prints the same.

## Which one to trust

Read \`fisher_best\` and \`entropy_best\` with their errors; every run has them, and \`landau run\` prints them. The estimates below are what they are
made from.

**Particles on a lattice (blob, linear Fokker-Planck).** The best estimate is \`fisher_extrapolated\` and \`entropy_extrapolated\`. Its error is
the distance to \`fisher_corrected\` and \`entropy_corrected\`, and at least the error at the start, where H and I of the initial f are known. At the
start of a run of the blob method with default smoothing, box [-6, 6]^d, [-9, 9]^d for beams, this gives:

${t.runs}

The moment-preserving reconstruction, which is the default, is the better one for every state but H of beams in d = 3. I is worst where
f vanishes inside its support (BKW at t = 0 and 5.5). A sample that is cut has an edge, and an edge raises I; the error at the start contains that.

Lattice particles have estimates without a mollifier too: \`fisher_lagrangian\` and \`entropy_lagrangian\`. A particle carries the known f_0 of its node a
along, f(v(a, t), t) = f_0(a) / det(dv/da), and differences of sixth order on the lattice of the nodes give grad log f. The error is what fourth order
changes, particle by particle, and what twice the spacing changes. Along whole runs, against the BKW solution or the Legendre method ("outside": outputs
whose error is larger than the stated one):

${t.carried}

The errors do not mean the same. Both are about the f of the particles that are there. The error of \`fisher_best\` is the distance of two smoothings, and in these runs it
covers what the drift of the particles has done wrong, too. That of \`fisher_lagrangian\` is the error of its differences alone: where it is smallest, I is that of an f which is off the
solution by five times as much. So \`fisher_best\` does not become \`fisher_lagrangian\` where that states less. A smaller interval about the wrong f would let a run say that
I increases where the drift alone does. Read \`fisher_lagrangian\` beside it: the difference between the two is what the mollifier still costs, and a drift that is
wrong shows in the same run with half the spacing. There are no such columns where f_0 vanishes within (BKW at t = 0): the particles keep the zero for ever, which
collisions fill at once. In a narrow box the particles of the tail lose their order.

**Random samples (pair collisions).** The best estimate is \`fisher_jackknife\` ± \`fisher_jackknife_error\` and \`entropy_jackknife\` ± \`entropy_jackknife_error\`.
Take \`smoothing: { rule: silverman, factor: 1.5 }\`. The error is the standard deviation of the noise, right to about a third. The bias of the mollifier
is not in it. That bias is negative, close to zero near a Maxwellian, and listed below as "corrected without noise". \`fisher_jackknife_bias\` and
\`entropy_jackknife_bias\` bound it together with the remaining noise: they are twice the distance to the jackknife at 2 kappa. The bound can be too small by a
factor of 2 where f vanishes inside its support and kappa is not small compared with T. Compare with \`fisher_nearest\` there: its bias is
different, and its scatter twice as large. Raw and corrected values of a sample are too high or too low depending on kappa. Where they agree with the exact
value, two large errors cancel. Extrapolate a sample's values only under the jackknife, and never with less than Silverman's kappa.
\`entropy_nearest\` is too high by some hundredths of n in d = 3, where the ball of 4 neighbours is wide.

**Far from a Maxwellian** (holes, rings, beams) I is too low in every column except the extrapolated one of beams. Its relative error is ten to twenty
times the error of H in units of n. Take factor 1 instead of 1.5. For beams take the rule \`nearest-neighbours\`: its bias is a third of that of
Silverman's rule, which takes the distance of the beams for their width.

**Quasi-random samples** are more even than random ones and have about half the noise. \`fisher_corrected\` is too high by as much as its jackknife is too
low. Estimates from neighbours (\`entropy_nearest\`, \`fisher_nearest\`) are useless until collisions have made a random sample of it.

**Lower bounds.** Leaving one particle out gives values of H and I that are below the exact ones on average, for any kappa, N and f. They are too low
for an estimate.

## Why: the mollifier

f~ = f * Gaussian of variance kappa/m obeys d f~/d kappa = (1/2m) lap f~, so that with one species of mass m

    dH(f~)/d kappa = - I(f~)/2,        dI(f~)/d kappa = - (1/m^2) int f~ |Hess log f~|^2  <=  - I(f~)^2 / (d n) .

- raw: I~ = I - kappa J + .., J = (1/m^2) int f |Hess log f|^2; H~ = H - kappa I/2 + kappa^2 J/4 - ..
- corrected (Stam): 1/I = 1/I~ - kappa/(d n). What is left is - kappa (J - I^2/(d n)), the part of the Hessian beside its mean: zero for a
  Maxwellian, of second order in the distance from one. For H it is the tangent to the entropy power exp(-2H/(d n)), and what
  is left is - (kappa^2/4) (J - I^2/(d n)).
- extrapolated: 1/I = 2/I~(kappa) - 1/I~(2 kappa), because 1/I~ is a straight line for a Maxwellian; what is left is of order kappa^2, and kappa^3
  with a third value at 4 kappa. exp(-2H/(d n)) of the corrected H, (4 P(kappa) - P(2 kappa))/3: of order kappa^3.

A BKW state mollified is a BKW state with T and K larger by kappa, so these errors are known without any particle. BKW states: d = 2,
c = 1/16, C = 1/2; d = 3, c = 1/24, C = 1. At t = 0 and 5.5 f (nearly) vanishes at v = 0, where in d = 2 J is infinite; two beams: drifts +-3.

${t.smoothing}

Powers of kappa of these errors, between 0.001 and 0.002:

${t.orders}

Lattices of particles in the box [-6, 6]^d; "ripples" is the relative error of I(f~) itself, which the lattice of the particles causes:

${t.lattice}

## Why: the noise

A sample leaves f~ + delta with E delta(x)^2 = (n/N) int phi^2(x-v) f(v) dv - f~^2/N. H and I are convex, so noise raises both, by

    (1/2) int E delta^2 / f~      and      (1/m) int E |grad delta - delta grad log f~|^2 / f~

to first order in 1/N. For a Maxwellian both are elementary (m = 1):

    H:  (n/2N) ((1 + T/kappa)^d - 1)          I:  (n d/N) (T/kappa^2) (1 + T/kappa)^{d-1}

and one is the other's derivative, -2 d/d kappa, as de Bruijn's identity wants it for every single sample. Small kappa: the core
alone, a volume V, has (n d V/N) / (2 kappa (4 pi kappa)^{d/2}), the power -(d/2 + 1) of kappa. The Gaussian tails make -(d + 1) of it,
but only on paper: where less than about one particle is within a mollifier's reach, f~ is 0 or one particle's own Gaussian, and
the expansion fails (its next order diverges for kappa < 3 T). So the noise is less than first order says, its powers are close to
those of the core, and it falls a little slower than 1/N, which is why the jackknife does not remove all of it at small kappa.
The Maxwellian's noise, absolute; mean of 8 samples:

${t.noise}

Powers, with 95 % intervals (bootstrap):

${t.noisePowers}

The jackknife leaves out one of 16 blocks in turn: J I - (J-1) <I_j> has lost what goes as 1/N, and the scatter of the I_j is the error bar.

## Random samples

Fisher information. kappa = factor^2 times Silverman's; "corrected without noise" is the mollifier's bias of the corrected I, exact: what
remains of the corrected value above it is noise. "Scatter" and "claimed" are the standard deviation of the jackknife of corrected, measured and
as it says itself.

${t.fisher}

Entropy. Most of the scatter is the scatter of the sample's own temperature, sqrt(d/2N) n; samples with exact moments (\`matchMoments: true\`) have less.

${t.entropy}

Nearest neighbours: I from k = N^{(8-d)/(8+d)} of them, at 1024 places; H (Kozachenko-Leonenko) from 4, at every particle (N = 100000 left out for
its cost). I is measured as its value for a Gaussian with the sample's covariance, plus the square of the mean shift of f over that Gaussian.

${t.neighbours}

Powers of N of the scatter between N = 1000 and 10000, with 95 % intervals (bootstrap; the jackknife with factor 1.5). -1/2 is that of an average
over the sample, and that of H; Silverman's kappa falls as N^{-2/(d+4)}, and with it the scatter of I would fall slower, were noise all of it.

${t.scatter}

One particle left out, at 1024 particles of each sample: lower bounds on average.

${t.leaveOneOut}

## Quasi-random samples

${t.quasi}

${t.quasiNeighbours}

## Rules for kappa

N = 4000. The rule \`spacing\` is the one for lattices, with the spacing of N cells in the cube that holds the sample: it does not know noise, and
in d = 2 its kappa is far too small for a sample. Silverman's rule and Scott's are the same in d = 2.

${t.rules}

## Cost

The second reconstruction of the extrapolated columns costs what the first one does, so a row of the series costs up to twice as much; it
is small beside the forces of one step. For random samples of at most a million particles the jackknife spreads every particle
twice more at each of its two smoothings (16 blocks cost no more than 2): in d = 3 one second for 100000 particles, six for a million. Up to
20000 particles the search for neighbours is the dearest part of a row: about 30 us a particle for H, and 1024 searches of k for I, together
half to one second for 10000 particles. Larger samples have no such columns.
`;
