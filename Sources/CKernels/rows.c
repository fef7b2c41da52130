#include "rows.h"

#include "sets.h"

extern const ck_row_kernels ck_row_kernels_avx2, ck_row_kernels_avx512;

const ck_row_kernels *ck_row_kernels_in_use(void) {
  return IN_USE(&ck_row_kernels_avx512, &ck_row_kernels_avx2);
}
