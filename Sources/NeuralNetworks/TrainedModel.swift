import CKernels
import Numerics
import Specification

/// A model with its weights, ready to be used.
public struct TrainedModel: Sendable {
  /// The model.
  public let model: OneOf<Models>
  /// Its layers for images of one shape.
  public let architecture: Architecture
  /// Its weights, under PyTorch's names.
  public let weights: Weights

  /// The images of a pass.
  static var batch: Int { 64 }

  init(model: OneOf<Models>, architecture: Architecture, weights: Weights) {
    self.model = model
    self.architecture = architecture
    self.weights = weights
  }

  /// A model from the bytes of a `.safetensors` file; a model without a network needs none.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - input: the shape of an image, `[H, W, C]`.
  ///   - classes: the number of classes, for a classifier.
  ///   - bytes: the file.
  /// - Throws: `ShapeError` when the layers do not fit, `TrainingError.weights` when the weights
  ///   are not the model's.
  public init(
    model: OneOf<Models>, input: [Int], classes: Int? = nil, safetensors bytes: [UInt8]? = nil
  ) throws {
    guard let shape = Shape(input) else { throw TrainingError.shape(expected: [], found: input) }
    self.model = model
    architecture = try model.value.architecture(for: shape, classes: classes)
    weights = try bytes.map { try SafeTensors.decode($0).weights } ?? Weights([])
    _ = try network(batch: 1)
  }

  /// The bytes of a `.safetensors` file, with PyTorch's names and layouts.
  ///
  /// - Throws: `TrainingError.weights` never for a model whose tensors have names of their own.
  public var safetensors: [UInt8] {
    get throws { try SafeTensors.encode(weights) }
  }

  /// The network with its weights in place.
  func network(batch: Int, keepsEverything: Bool = false) throws -> Network<Float> {
    let network = try Network<Float>(
      architecture, batch: batch, isTraining: false, keepsEverything: keepsEverything)
    try network.load(weights)
    return network
  }
}

/// What a classifier makes of images.
public struct Classification: Sendable, Equatable {
  /// The class of each image, from 0: the most probable.
  public let classes: [Int]
  /// The probability of each class: `[images, classes]`.
  public let probabilities: Matrix<Float>

  /// The share of images whose class is the label (top-1 accuracy).
  public func accuracy(labels: [Int]) -> Double {
    let right = zip(classes, labels).count { $0 == $1 }
    return Double(right) / Double(max(1, classes.count))
  }

  /// How many images of each class (row) were taken for each class (column).
  public func confusion(labels: [Int]) -> Matrix<Double> {
    let count = probabilities.columns
    var counts = Matrix<Double>(rows: count, columns: count)
    for (found, label) in zip(classes, labels) where (0..<count).contains(label) {
      counts[label, found] += 1
    }
    return counts
  }
}

extension TrainedModel {
  /// The class of each image.
  ///
  /// - Throws: `TrainingError.noClasses` for a model that tells no classes apart.
  public func classify(_ data: any BatchSource) throws -> Classification {
    guard let count = architecture.classCount else { throw TrainingError.noClasses }
    let probabilities = try run(data, width: count) { network, pass, rows in
      Float.kernels.softmax(pass.count, count, network.forward(pass).base, rows)
    }
    let classes = (0..<probabilities.rows).map { row in
      let scores = Array(probabilities[row])
      return Network<Float>.largest(scores, count)
    }
    return Classification(classes: classes, probabilities: probabilities)
  }
}

extension Metric {
  /// The accuracy of a classifier.
  public static let classifierAccuracy = Metric(
    "classifierAccuracy", title: "classifier accuracy", unit: .shareOfImages, better: .higher,
    role: .headline, on: .scored, comparedAtSame: [.images],
    formula: "The share of images to whose class the network gives the highest score.")
  /// The accuracy of a classifier on a part of the images.
  public static let partClassifierAccuracy = Metric(
    "classifierAccuracy.PART", title: "PART classifier accuracy", unit: .shareOfImages,
    better: .higher, role: .headline, on: .part, comparedAtSame: [.images],
    formula: "The same on a part of the images.")
}

extension Classification {
  /// What can be measured of predicted classes.
  public static let metrics: [Metric] = [.classifierAccuracy, .partClassifierAccuracy]
}

/// One layer of a model, as reports list them.
public struct LayerDescription: Sendable, Equatable {
  /// Its name: "encoder.0".
  public let name: String
  /// Its kind and the options that differ from the defaults: "conv 64, kernel 3".
  public let layer: String
  /// The shape of one sample after it.
  public let output: Shape
  /// The numbers that are trained.
  public let parameters: Int
  /// The multiplications with an addition that one sample costs, on the way forward.
  public let multiplyAdds: Int
}

/// What a layer makes of images.
public struct LayerActivations: Sendable {
  /// Its name: "encoder.0".
  public let name: String
  /// Its kind: "conv".
  public let kind: String
  /// The shape of one sample after it.
  public let shape: Shape
  /// Its outputs, images in PyTorch's order (channel, row, column): `[images, features]`.
  public let values: Matrix<Float>
}

extension Architecture {
  /// Every layer, as reports list them.
  public var layers: [LayerDescription] {
    stacks.flatMap { stack in
      stack.layers.indices.map { index in
        let layer = stack.layers[index]
        let shape = stack.shapes[index]
        let trained = layer.value.parameters(for: shape).filter(\.isTrained)
        return LayerDescription(
          name: "\(stack.name).\(index)", layer: Self.text(of: layer),
          output: stack.shapes[index + 1], parameters: trained.reduce(0) { $0 + $1.count },
          multiplyAdds: layer.value.multiplyAdds(for: shape))
      }
    }
  }

  static func text(of layer: OneOf<Layers>) -> String {
    let settings = layer.described.settings.map { "\($0.name) \($0.value.canonical)" }
    return ([layer.kind] + settings).joined(separator: ", ")
  }
}

extension TrainedModel {
  /// What layers make of images; all layers unless names are given.
  public func activations(
    of names: [String]? = nil, on data: any BatchSource
  ) throws -> [LayerActivations] {
    let wanted = architecture.places.filter { names?.contains($0.name) ?? true }
    var values = wanted.map { Array(repeating: Float(0), count: data.count * $0.shape.count) }
    try forEachBatch(data, keepsEverything: true) { network, pass, first in
      _ = network.forward(pass)
      for (index, place) in wanted.enumerated() {
        guard let output = network.stacks[place.stack].output(of: place.layer, pass) else {
          continue
        }
        values[index].withUnsafeMutableBufferPointer { target in
          guard let base = target.baseAddress else { return }
          Self.copyFlattened(
            output, place.shape, count: pass.count, to: base + first * place.shape.count)
        }
      }
    }
    return zip(wanted, values).compactMap { place, values in
      Matrix(rows: data.count, columns: place.shape.count, elements: values).map {
        LayerActivations(name: place.name, kind: place.kind, shape: place.shape, values: $0)
      }
    }
  }
}

extension Architecture {
  /// Where a layer stands.
  fileprivate struct Place {
    let name: String
    let kind: String
    let stack: Int
    let layer: Int
    let shape: Shape
  }

  fileprivate var places: [Place] {
    stacks.enumerated().flatMap { number, stack in
      stack.layers.indices.map {
        Place(
          name: "\(stack.name).\($0)", kind: stack.layers[$0].kind, stack: number, layer: $0,
          shape: stack.shapes[$0 + 1])
      }
    }
  }
}
