import Specification

extension ClosedRange<Double> {
  /// Any number.
  public static var anything: ClosedRange<Double> { -Double.infinity...Double.infinity }
}

extension LayerStack {
  /// Between which numbers the output lies.
  public func range(of input: ClosedRange<Double> = .anything) -> ClosedRange<Double> {
    layers.reduce(input) { $1.value.range(of: $0) }
  }
}

extension Convolution {
  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }
}

extension TransposedConvolution {
  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }
}

extension Linear {
  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }
}

extension BatchNorm {
  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }
}

extension Residual {
  /// A sum of two may be anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }
}

extension GaussianLatent {
  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }
}

extension Flatten {
  /// As before.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }
}

extension Unflatten {
  /// As before.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }
}

extension MaxPool {
  /// As before.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }
}

extension AveragePool {
  /// Means lie between the numbers, and the zeros around an image.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    min(0, input.lowerBound)...max(0, input.upperBound)
  }
}

extension Upsample {
  /// As before.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }
}

extension Dropout {
  /// As before.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }
}

extension ReLU {
  /// Not below zero.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    max(0, input.lowerBound)...max(0, input.upperBound)
  }
}

extension LeakyReLU {
  /// Less of what lies below zero.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    input.lowerBound < 0 ? .anything : input
  }
}

extension Tanh {
  /// Between -1 and 1.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    -1...1
  }
}

extension Sigmoid {
  /// Between 0 and 1.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    0...1
  }
}

extension Softmax {
  /// Shares of one.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    0...1
  }
}

extension ELU {
  /// Not below -scale.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    max(-abs(scale), min(0, input.lowerBound))...max(0, abs(scale), input.upperBound)
  }
}

extension GELU {
  /// Hardly below zero: at least -0.17.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    max(-0.17, min(0, input.lowerBound))...max(0, input.upperBound)
  }
}
