import Numerics

/// A layer at work: made for one input shape, with its memory planned.
///
/// Activations are `[count, sample]`, images with the channels of a pixel side by side.
public protocol Operation<T> {
  /// The number format.
  associatedtype T: Scalar

  /// Whether the output may take the input's place (and a gradient the other's): only for
  /// operations whose way back needs nothing but the output.
  var worksInPlace: Bool { get }
  /// Whether the way back reads the input.
  var needsInput: Bool { get }
  /// Whether the way back reads the output.
  var needsOutput: Bool { get }

  /// y = f(x).
  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>)

  /// dx from dy, and the gradients of the weights; no dx is asked of the first layer. dy may be
  /// overwritten.
  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>)

  /// What the layer itself adds to the loss after `forward`, summed over the batch and before any
  /// weight: the KL divergence of a variational bottleneck.
  func penalty(_ pass: Pass<T>) -> Double
}

extension Operation {
  /// Nothing.
  public func penalty(_ pass: Pass<T>) -> Double { 0 }
}

/// What the operations of one pass through a network share.
public struct Pass<T: Scalar>: @unchecked Sendable {
  /// The samples of this pass.
  let count: Int
  /// Whether this is a step of training: then batch norm uses the batch, and dropout drops.
  let isTraining: Bool
  /// The seed and the number of the step, on which random numbers depend.
  let seed: UInt64
  let step: UInt64
  /// What one sample's penalty counts in the loss.
  var penaltyFactor = 0.0
  let memory: Arena<T>
  let weights: Arena<T>
  let statistics: Arena<T>
  /// The gradients, laid out as the weights are; only in training.
  let gradients: Arena<T>

  /// Memory for sums in double precision.
  func doubles(_ region: Region) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(memory[region].base).assumingMemoryBound(to: Double.self)
  }
}
