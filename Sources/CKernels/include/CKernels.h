/// The vector kernels that Swift cannot say.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "distances.h"

/// 3 for AVX-512, 2 for AVX2 with FMA, 0 for a CPU that has neither.
int ck_instruction_set(void);

#endif
