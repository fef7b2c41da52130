import CKernels
import Specification

/// The kinds of loss.
public enum Losses: Family {
  /// What every loss can do.
  public typealias Member = any Loss
  /// "loss"
  public static var name: String { "loss" }
  /// Every kind, in the order the reference shows them.
  public static var kinds: [any Described.Type] {
    [
      MeanSquaredError.self, AbsoluteError.self, HuberLoss.self, BinaryCrossEntropy.self,
      CrossEntropy.self,
    ]
  }
}

/// How the losses of single numbers become one.
public enum Reduction: String, Word {
  /// Their mean over every number of the batch (over images, for class labels).
  case mean
  /// Their sum over the whole batch. Reports divide it by the images.
  case sum
}

/// What training makes small.
public protocol Loss: Described {
  /// How the losses of single numbers become one.
  var reduction: Reduction { get }
  /// What the axis of a figure calls it.
  static var term: String { get }
}

/// A loss that compares images, number by number.
public protocol ImageLoss: Loss {
  /// Its function as the kernels know it.
  var function: ck_loss { get }
  /// The function's parameter, where it has one.
  var parameter: Double { get }
}

extension ImageLoss {
  /// No parameter.
  public var parameter: Double { 0 }
}
