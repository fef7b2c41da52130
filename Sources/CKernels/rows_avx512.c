#if defined(__x86_64__)

#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define KERNELS ck_row_kernels_avx512

#include "template/double.inc"

#include "template/rows.inc"

#endif
