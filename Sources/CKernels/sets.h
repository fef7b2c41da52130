/// The kernels that there are: for x86-64 wide ones (AVX-512) and narrow ones (AVX2); elsewhere the
/// narrow ones, as the compiler translates them for the vectors of the processor (NEON).
#ifndef CKERNELS_SETS_H
#define CKERNELS_SETS_H

#include "include/CKernels.h"

#if defined(__x86_64__)
#define IN_USE(wide, narrow) (ck_instruction_set() >= 3 ? (wide) : (narrow))
#else
#define IN_USE(wide, narrow) (narrow)
#endif

#endif
