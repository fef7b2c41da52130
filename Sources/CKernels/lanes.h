/// Vectors of 16 floats: one register on AVX-512, two on AVX2, the same bits on both.
///
/// Vectors pass between functions by address: by value they would tie the calling convention to one
/// instruction set.
#ifndef CKERNELS_LANES_H
#define CKERNELS_LANES_H

#define INLINE static inline __attribute__((always_inline))
#if defined(__x86_64__) && __clang_major__ > 17
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#elif defined(__x86_64__)
/// Swift 6.0's compiler breaks down at such clones; these kernels then do without AVX-512.
#define CLONES __attribute__((target("arch=x86-64-v3")))
#else
#define CLONES
#endif

typedef float v16f __attribute__((vector_size(64)));
typedef int v16i __attribute__((vector_size(64)));
typedef float v8f __attribute__((vector_size(32)));
typedef float v4f __attribute__((vector_size(16)));
/// The same at any address.
typedef float v16f_anywhere __attribute__((vector_size(64), aligned(4), may_alias));

#define LOAD16(source) (*(const v16f_anywhere *)(source))
#define STORE16(target, value) (*(v16f_anywhere *)(target) = (value))

/// The sum of the lanes: halves added, then quarters, then pairs.
INLINE float sum16(const v16f *v) {
  v8f a = __builtin_shufflevector(*v, *v, 0, 1, 2, 3, 4, 5, 6, 7) +
          __builtin_shufflevector(*v, *v, 8, 9, 10, 11, 12, 13, 14, 15);
  v4f b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

#endif
