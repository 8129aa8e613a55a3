/*
 * The score of a truncated Gaussian on a lattice as one core runs it: spread, logarithm, gather, twelve nodes an axis.
 * Usage: score <d> <particles per axis>; prints the seconds of one score. gcc -O3 -march=native -ffast-math
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { S = 12, half = S / 2 };
static double h, eps, table[S + 1];
static long extent;

static inline long evaluate(double v, double *phi, double *slope) {
  double a = h * h / (2 * eps), xi = v / h, whole = floor(xi), delta = xi - whole;
  double ratio = exp(2 * a * delta), factor = exp(-a * delta * delta) * pow(ratio, 1 - half);
  for (int j = 0; j < S; j++) {
    phi[j] = table[j + 1] * factor;
    slope[j] = (j + 1 - half - delta) * phi[j];
    factor *= ratio;
  }
  return (long)whole - half + 1 + extent / 2;
}

static void spread(int d, long n, const double *v, const double *w, double *values) {
  double x[3][S], slope[S];
  for (long p = 0; p < n; p++) {
    long at[3] = {0, 0, 0};
    for (int k = 0; k < d; k++) at[k] = evaluate(v[k * n + p], x[k], slope);
    for (int a = 0; a < S; a++)
      for (int b = 0; b < (d == 2 ? 1 : S); b++) {
        double *row = values + ((at[0] + a) * extent + at[1] + (d == 2 ? 0 : b)) * (d == 2 ? 1 : extent) + at[2];
        double weight = w[p] * x[0][a] * (d == 2 ? 1 : x[1][b]);
        const double *z = x[d - 1];
        for (int c = 0; c < S; c++) row[c] += weight * z[c];
      }
  }
}

static void gather(int d, long n, const double *v, const double *l, double factor, double *out) {
  double x[3][S], dx[3][S];
  for (long p = 0; p < n; p++) {
    long at[3] = {0, 0, 0};
    for (int k = 0; k < d; k++) at[k] = evaluate(v[k * n + p], x[k], dx[k]);
    double sum[3] = {0, 0, 0};
    const double *y = x[d - 2], *dy = dx[d - 2], *z = x[d - 1], *dz = dx[d - 1];
    for (int a = 0; a < (d == 2 ? 1 : S); a++) {
      const double *plane = l + (d == 2 ? at[0] * extent + at[1] : ((at[0] + a) * extent + at[1]) * extent + at[2]);
      double A[S] = {0}, B[S] = {0}, plain = 0, slopeY = 0, slopeZ = 0;
      for (int b = 0; b < S; b++)
        for (int c = 0; c < S; c++) A[c] += y[b] * plane[b * extent + c], B[c] += dy[b] * plane[b * extent + c];
      for (int c = 0; c < S; c++) plain += A[c] * z[c], slopeY += B[c] * z[c], slopeZ += A[c] * dz[c];
      if (d == 2) sum[0] = slopeY, sum[1] = slopeZ;
      else sum[0] += dx[0][a] * plain, sum[1] += x[0][a] * slopeY, sum[2] += x[0][a] * slopeZ;
    }
    for (int k = 0; k < d; k++) out[k * n + p] = factor * sum[k];
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int count, char **words) {
  if (count != 3) return 1;
  int d = atoi(words[1]);
  long side = atol(words[2]), n = d == 2 ? side * side : side * side * side;
  h = 10.0 / side;
  eps = 0.64 * pow(h, 1.98);
  for (int k = -half; k <= half; k++) table[k + half] = exp(-k * k * h * h / (2 * eps)) / sqrt(2 * M_PI * eps);
  extent = side + 2 * S;
  long nodes = d == 2 ? extent * extent : extent * extent * extent;
  double *v = malloc(8 * d * n), *out = malloc(8 * d * n), *w = malloc(8 * n), *values = malloc(8 * nodes);
  for (long p = 0; p < n; p++) {
    double r2 = 0;
    for (long k = d - 1, rest = p; k >= 0; k--, rest /= side) {
      double x = (rest % side + 0.5 - 0.5 * side) * h;
      v[k * n + p] = x + 0.3 * h * sin(3 * x);
      r2 += x * x;
    }
    w[p] = exp(-r2 / 2) * pow(h, d);
  }
  double seconds = 0;
  for (int repeat = 0; repeat < 2; repeat++) {
    double began = now();
    memset(values, 0, 8 * nodes);
    if (d == 2) spread(2, n, v, w, values);
    else spread(3, n, v, w, values);
    for (long x = 0; x < nodes; x++) values[x] = values[x] > 0 ? log(values[x]) + 1 : 0;
    if (d == 2) gather(2, n, v, values, pow(h, d + 1) / eps, out);
    else gather(3, n, v, values, pow(h, d + 1) / eps, out);
    seconds = now() - began;
  }
  if (!isfinite(out[n / 2])) return 2;
  printf("%.9f\n", seconds);
  return 0;
}
