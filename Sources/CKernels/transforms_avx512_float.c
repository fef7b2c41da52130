#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define TRANSFORMS ck_transforms_avx512_float

#include "template/float.inc"

#include "template/transforms.inc"
