import Specification

extension LayerStack {
  /// The fewest images that a training batch may hold, for any of the layers.
  public var fewestImages: Int {
    layers.indices.map { layers[$0].value.fewestImages(for: shapes[$0]) }.max() ?? 1
  }
}

extension BatchNorm {
  /// The variance of one number is no variance: two images, where each channel of one has one number.
  public func fewestImages(for input: Shape) -> Int { input.count == input.channels ? 2 : 1 }
}

extension Residual {
  /// As many as the layers of either way need.
  public func fewestImages(for input: Shape) -> Int {
    let ways = [layers, shortcut].map { try? LayerStack("", $0, input: input) }
    return ways.map { $0?.fewestImages ?? 1 }.max() ?? 1
  }
}

extension Convolution {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension TransposedConvolution {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension Linear {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension GaussianLatent {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension Flatten {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension Unflatten {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension MaxPool {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension AveragePool {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension Upsample {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension Dropout {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension Softmax {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}

extension ActivationLayer {
  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }
}
