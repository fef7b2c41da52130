#define TARGET __attribute__((target("arch=x86-64-v3")))
#define KERNELS ck_row_kernels_avx2

#include "template/double.inc"

#include "template/rows.inc"
