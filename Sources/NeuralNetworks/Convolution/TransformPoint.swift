import Numerics

/// One point of the transforms of a block: a convolution of one pixel, between rows of channels.
///
/// At a complex point a row holds real parts, then imaginary parts, and the kernel's numbers W lie
/// as -Im, Re, Im above one another, so that two neighbours are the real matrix that the product
/// with W, or its conjugate, amounts to.
struct TransformPoint<T: Scalar>: Sendable {
  let isComplex: Bool
  let imageOffset: Int
  let imageWidth: Int
  let imageChannels: Int
  let gridOffset: Int
  let gridWidth: Int
  let gridChannels: Int
  let kernelOffset: Int
  /// Where the real part lies within the kernel's numbers.
  let realPart: Int

  private var height: Int { isComplex ? 2 * imageChannels : imageChannels }

  /// grid = image conj(W)
  func multiplyByKernel(
    _ rows: Int, _ image: Numbers<T>, _ kernel: Numbers<T>, into grid: Numbers<T>
  ) {
    let a = Product<T>.Operand.rows(image.base + imageOffset, of: imageWidth)
    let w = kernel.base + kernelOffset
    let target = grid.base + gridOffset
    Product<T>(
      rows, gridChannels, height, a, .rows(w + realPart, of: gridChannels), into: target,
      rowStride: gridWidth
    ).run()
    guard isComplex else { return }
    Product<T>(
      rows, gridChannels, height, a, .rows(w, of: gridChannels), into: target + gridChannels,
      rowStride: gridWidth
    ).run()
  }

  /// image = grid transpose(W)
  func multiplyByAdjoint(
    _ rows: Int, _ grid: Numbers<T>, _ kernel: Numbers<T>, into image: Numbers<T>
  ) {
    let a = grid.base + gridOffset
    let w = kernel.base + kernelOffset
    let target = image.base + imageOffset
    Product<T>(
      rows, height, gridChannels, .rows(a, of: gridWidth),
      .transposed(w + realPart, of: gridChannels), into: target, rowStride: imageWidth
    ).run()
    guard isComplex else { return }
    Product<T>(
      rows, height, gridChannels, .rows(a + gridChannels, of: gridWidth),
      .transposed(w, of: gridChannels), into: target, rowStride: imageWidth, from: .current
    ).run()
  }

  /// kernel = transpose(image) grid, on top of what is there unless this is the first block.
  func correlate(
    _ rows: Int, _ image: Numbers<T>, _ grid: Numbers<T>, into kernel: Numbers<T>, isFirst: Bool
  ) {
    let a = image.base + imageOffset
    let b = grid.base + gridOffset
    let w = kernel.base + kernelOffset
    Product<T>(
      height, gridChannels, rows, .transposed(a, of: imageWidth), .rows(b, of: gridWidth),
      into: w + realPart, from: isFirst ? .zero : .current
    ).run()
    guard isComplex else { return }
    let imaginary = Product<T>.Operand.rows(b + gridChannels, of: gridWidth)
    Product<T>(
      imageChannels, gridChannels, rows, .transposed(a, of: imageWidth), imaginary, into: w,
      from: isFirst ? .zero : .current
    ).run()
    Product<T>(
      imageChannels, gridChannels, rows, .transposed(a + imageChannels, of: imageWidth),
      imaginary, into: w + realPart, from: .current
    ).run()
  }
}
