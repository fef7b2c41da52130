import Numerics

extension ImageSet {
  /// Writes images as floating-point numbers `[count, H, W, C]`, without allocating.
  ///
  /// - Parameters:
  ///   - indices: which images, in which order.
  ///   - target: at least `indices.count * shape.imageSize` numbers; the rest stays as it is.
  ///   - scale: what black and white become.
  public func fill(
    _ indices: ArraySlice<Int>, into target: UnsafeMutableBufferPointer<Float>, scale: PixelScale
  ) {
    precondition(target.count >= indices.count * shape.imageSize, "the target is too small")
    guard var place = target.baseAddress else { return }
    let size = shape.imageSize
    for index in indices {
      write(index, to: place, scale)
      place += size
    }
  }

  /// Images as rows of a matrix `[count, H * W * C]`.
  public func matrix(of indices: ArraySlice<Int>, scale: PixelScale) -> Matrix<Float> {
    Matrix(rows: indices.count, columns: shape.imageSize) { target in
      fill(indices, into: target, scale: scale)
    }
  }

  /// All images as rows of a matrix `[N, H * W * C]`.
  public func matrix(scale: PixelScale) -> Matrix<Float> {
    matrix(of: Array(0..<count)[...], scale: scale)
  }

  /// One image as bytes `[H, W, C]`, for looking at: numbers are taken back by the scale.
  public func bytes(of index: Int, scale: PixelScale = .unit) -> [UInt8] {
    let values = [Float](unsafeUninitializedCapacity: shape.imageSize) { target, count in
      fill([index], into: target, scale: scale)
      count = shape.imageSize
    }
    return values.map { scale.byte(of: $0) }
  }

  /// Writes one image: row by row into the middle of a black one where it is padded.
  private func write(_ index: Int, to target: UnsafeMutablePointer<Float>, _ scale: PixelScale) {
    let source = pixels.shape
    let isPadded = source.height != height || source.width != width
    if isPadded { target.update(repeating: scale.low, count: shape.imageSize) }
    let rows = isPadded ? source.height : 1
    let rowSize = source.imageSize / rows
    let top = (height - source.height) / 2
    let left = (width - source.width) / 2
    let first = target + (top * width + left) * channels
    let start = (stored?[index] ?? index) * source.imageSize
    for row in 0..<rows {
      let place = first + row * width * channels
      let from = start + row * rowSize
      pixels.withElements { bytes in
        Self.scale(bytes + from, to: place, count: rowSize, scale)
      } floats: { floats in
        place.update(from: floats + from, count: rowSize)
      }
    }
  }

  /// Same value as `PixelScale.value(of:)`, in a loop that the compiler vectorises.
  private static func scale(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<Float>, count: Int,
    _ scale: PixelScale
  ) {
    let range = scale.high - scale.low
    let low = scale.low
    for i in 0..<count { target[i] = Float(source[i]) / 255 * range + low }
  }
}
