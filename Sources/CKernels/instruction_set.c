#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

extern const ck_kernels ck_kernels_avx2_float, ck_kernels_avx2_double;
extern const ck_kernels ck_kernels_avx512_float, ck_kernels_avx512_double;

/// The set in use; negative until it is first asked for.
static _Atomic int in_use = -1;

static int detect(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return 3;
  if (__builtin_cpu_supports("x86-64-v3")) return 2;
  return 0;
}

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
  const int is_wide = ck_instruction_set() >= 3;
  if (format == CK_FLOAT) return is_wide ? &ck_kernels_avx512_float : &ck_kernels_avx2_float;
  return is_wide ? &ck_kernels_avx512_double : &ck_kernels_avx2_double;
}
