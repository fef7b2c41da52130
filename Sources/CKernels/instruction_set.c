#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "sets.h"

extern const ck_kernels ck_kernels_avx2_float, ck_kernels_avx2_double;
extern const ck_kernels ck_kernels_avx512_float, ck_kernels_avx512_double;

/// The set in use; negative until it is first asked for.
static _Atomic int in_use = -1;

#if defined(__x86_64__)
/// By the features that tell the levels apart: their names are unknown to the compiler of Swift 6.0.
static int detect(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2"))
    return 0;
  const int is_wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  return is_wide ? 3 : 2;
}
#elif defined(__aarch64__)
static int detect(void) { return 1; }
#else
static int detect(void) { return 0; }
#endif

int ck_instruction_set(void) {
  int level = atomic_load_explicit(&in_use, memory_order_relaxed);
  if (level >= 0) return level;
  const char *wish = getenv("SWEEP_ISA");
  level = detect();
  if (level > 2 && wish && strcmp(wish, "avx2") == 0) level = 2;
  if (wish && strcmp(wish, "none") == 0) level = 0;
  atomic_store_explicit(&in_use, level, memory_order_relaxed);
  return level;
}

void ck_limit_instruction_set(int level) {
  const int most = detect();
  atomic_store_explicit(&in_use, level < most ? level : most, memory_order_relaxed);
}

const ck_kernels *ck_kernels_for(ck_format format) {
  if (format == CK_FLOAT) return IN_USE(&ck_kernels_avx512_float, &ck_kernels_avx2_float);
  return IN_USE(&ck_kernels_avx512_double, &ck_kernels_avx2_double);
}
