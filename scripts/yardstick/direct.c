/*
 * The direct pair sum as fast as one core runs it: half loop, LANES partners to a vector (8, 4 or 2: 512, 256 or 128 bits), ROWS
 * particles against every load of partners, partners in tiles that stay in the cache.
 * Usage: direct <d> <gamma: 0 or -3> <n>; prints the seconds of one sum. gcc -O3 -march=native -ffast-math -DLANES=8 -DROWS=4
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

typedef double V __attribute__((vector_size(8 * LANES)));
typedef long Bits __attribute__((vector_size(8 * LANES)));
enum { lanes = LANES, rows = ROWS, tile = 1024 };

/** Planes lie a little more than n apart: planes 2^k apart share the sets of the cache. */
static inline long stride(long n) { return n + 72; }

/** r2^(-3/2) where r2 > 0, else 0. AVX-512: 14 bits of the root, then one step of fourth order; else root and division. */
static inline V coulomb(V r2) {
#ifdef __AVX512VL__
#if LANES == 8
  V y = (V)_mm512_maskz_rsqrt14_pd(_mm512_cmp_pd_mask((__m512d)r2, _mm512_setzero_pd(), _CMP_GT_OQ), (__m512d)r2);
#elif LANES == 4
  V y = (V)_mm256_maskz_rsqrt14_pd(_mm256_cmp_pd_mask((__m256d)r2, _mm256_setzero_pd(), _CMP_GT_OQ), (__m256d)r2);
#else
  V y = (V)_mm_maskz_rsqrt14_pd(_mm_cmp_pd_mask((__m128d)r2, _mm_setzero_pd(), _CMP_GT_OQ), (__m128d)r2);
#endif
  V e = 1 - r2 * y * y;
  V y3 = y * y * y;
  return y3 + y3 * e * (1.5 + e * (1.875 + e * 2.1875));
#else
  V root;
#if LANES == 2 && defined __SSE2__
  root = (V)_mm_sqrt_pd((__m128d)r2);
#elif LANES == 4 && defined __AVX__
  root = (V)_mm256_sqrt_pd((__m256d)r2);
#else
  for (int l = 0; l < lanes; l++) root[l] = sqrt(r2[l]);
#endif
  V inverse = 1 / (r2 * root);
  return (V)((Bits)inverse & (r2 > 0));
#endif
}

static inline double total(V x) {
  double sum = 0;
  for (int l = 0; l < lanes; l++) sum += x[l];
  return sum;
}

/** v, g, f: component planes. Every unordered pair once; those before the first whole vector of partners by near(). */
#define SUM(NAME, D, GAMMA)                                                                                          \
  static void NAME(long n, const double *restrict v, const double *restrict g, const double *restrict w,             \
                   double *restrict f) {                                                                             \
    for (long q0 = 0; q0 < n; q0 += tile)                                                                            \
      for (long p = 0; p < q0 + tile && p < n; p += rows) {                                                          \
        long start = p < q0 ? q0 : (p + rows) / lanes * lanes + ((p + rows) % lanes ? lanes : 0);                    \
        long end = q0 + tile < n ? q0 + tile : n;                                                                    \
        V fp[rows][D] = {{{0}}}, vp[rows][D], gp[rows][D], wp[rows];                                                 \
        for (int i = 0; i < rows; i++) {                                                                             \
          wp[i] = w[p + i] - (V){0};                                                                                 \
          for (int k = 0; k < D; k++) {                                                                              \
            vp[i][k] = v[k * stride(n) + p + i] - (V){0};                                                            \
            gp[i][k] = g[k * stride(n) + p + i] - (V){0};                                                            \
          }                                                                                                          \
        }                                                                                                            \
        for (long q = start; q < end; q += lanes) {                                                                  \
          V fq[D];                                                                                                   \
          V wq = *(const V *)(w + q);                                                                                \
          for (int k = 0; k < D; k++) fq[k] = *(V *)(f + k * stride(n) + q);                                         \
          _Pragma("GCC unroll 4") for (int i = 0; i < rows; i++) {                                                   \
            V z[D], u[D], r2 = {0}, zu = {0};                                                                        \
            for (int k = 0; k < D; k++) {                                                                            \
              z[k] = vp[i][k] - *(const V *)(v + k * stride(n) + q);                                                 \
              u[k] = gp[i][k] - *(const V *)(g + k * stride(n) + q);                                                 \
              r2 += z[k] * z[k];                                                                                     \
              zu += z[k] * u[k];                                                                                     \
            }                                                                                                        \
            if (D == 2) {                                                                                            \
              V turn = z[0] * u[1] - z[1] * u[0];                                                                    \
              if (GAMMA) turn *= coulomb(r2);                                                                        \
              V a = wq * turn, b = wp[i] * turn;                                                                     \
              fp[i][0] += z[1] * a, fp[i][1] -= z[0] * a;                                                            \
              fq[0] -= z[1] * b, fq[1] += z[0] * b;                                                                  \
            } else {                                                                                                 \
              if (GAMMA) {                                                                                           \
                V alpha = coulomb(r2);                                                                               \
                zu *= alpha, r2 *= alpha;                                                                            \
              }                                                                                                      \
              for (int k = 0; k < D; k++) {                                                                          \
                V F = r2 * u[k] - zu * z[k];                                                                         \
                fp[i][k] -= wq * F, fq[k] += wp[i] * F;                                                              \
              }                                                                                                      \
            }                                                                                                        \
          }                                                                                                          \
          for (int k = 0; k < D; k++) *(V *)(f + k * stride(n) + q) = fq[k];                                         \
        }                                                                                                            \
        for (int i = 0; i < rows; i++)                                                                               \
          for (int k = 0; k < D; k++) f[k * stride(n) + p + i] += total(fp[i][k]);                                   \
        if (p >= q0) near(n, D, GAMMA, p, start < end ? start : end, v, g, w, f);                                    \
      }                                                                                                              \
  }

/** The few pairs between p and the first whole vector of partners, one by one. */
static void near(long n, int d, int gamma, long p, long start, const double *v, const double *g, const double *w,
                 double *f) {
  for (long a = p; a < p + rows; a++)
    for (long b = a + 1; b < start; b++) {
      double r2 = 0, zu = 0;
      for (int k = 0; k < d; k++) {
        double z = v[k * stride(n) + a] - v[k * stride(n) + b];
        r2 += z * z, zu += z * (g[k * stride(n) + a] - g[k * stride(n) + b]);
      }
      double alpha = gamma ? (r2 > 0 ? 1 / (r2 * sqrt(r2)) : 0) : 1;
      for (int k = 0; k < d; k++) {
        double F = alpha * (r2 * (g[k * stride(n) + a] - g[k * stride(n) + b]) - zu * (v[k * stride(n) + a] - v[k * stride(n) + b]));
        f[k * stride(n) + a] -= w[b] * F, f[k * stride(n) + b] += w[a] * F;
      }
    }
}

SUM(plane_maxwell, 2, 0)
SUM(plane_coulomb, 2, 1)
SUM(space_maxwell, 3, 0)
SUM(space_coulomb, 3, 1)

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int count, char **words) {
  if (count != 4) return 1;
  int d = atoi(words[1]), gamma = atoi(words[2]);
  long n = atol(words[3]) / tile * tile;
  double *v = aligned_alloc(64, 8 * d * stride(n)), *g = aligned_alloc(64, 8 * d * stride(n)), *f = aligned_alloc(64, 8 * d * stride(n));
  double *w = aligned_alloc(64, 8 * n);
  srand48(1);
  for (long k = 0; k < d * stride(n); k++) v[k] = 6 * drand48() - 3, g[k] = 6 * drand48() - 3, f[k] = 0;
  for (long p = 0; p < n; p++) w[p] = (0.5 + drand48()) / n;
  double seconds = 0;
  for (int repeat = 0; repeat < 2; repeat++) {
    double began = now();
    if (d == 2) (gamma ? plane_coulomb : plane_maxwell)(n, v, g, w, f);
    else (gamma ? space_coulomb : space_maxwell)(n, v, g, w, f);
    seconds = now() - began;
  }
  double momentum = 0, size = 0;
  for (long p = 0; p < n; p++) momentum += w[p] * f[p], size += fabs(w[p] * f[p]);
  if (!(fabs(momentum) < 1e-12 * size)) return 2;
  printf("%.9f\n", seconds);
  return 0;
}
