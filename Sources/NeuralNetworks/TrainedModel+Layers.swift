import Numerics
import Specification

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
