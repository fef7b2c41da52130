import Numerics
import Specification

/// Where the first weights come from: drawn, or a `.safetensors` file.
public enum Initialization: Specifiable {
  /// Drawn.
  case drawn(OneOf<Initializers>)
  /// The path of a file.
  case file(String)

  /// Reads a kind, or a path that ends in `.safetensors`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Initialization? {
    if let file = json.string, file.hasSuffix(".safetensors") { return .file(file) }
    return OneOf<Initializers>.read(json, at: path, into: &problems).map(Initialization.drawn)
  }

  /// As it is read.
  public var json: JSON {
    switch self {
    case .drawn(let initializer): initializer.json
    case .file(let path): .string(path)
    }
  }

  /// A kind or a path.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let path: [(String, JSON)] = [
      ("type", .string("string")), ("pattern", .string("\\.safetensors$")),
    ]
    return .object([("anyOf", .array([OneOf<Initializers>.schema(&book), .object(path)]))])
  }

  /// In words.
  public static var typeName: String { "init or path of a .safetensors file" }

  /// A choice, unless it is a path.
  public static var structure: Structure { .choice(Initializers.self) }
}

extension Network {
  /// Draws the first weights. Every tensor has a stream of its own, whose numbers come in
  /// PyTorch's order of dimensions.
  func drawWeights(_ initializer: any Initializer, seed: UInt64) {
    for tensor in tensors {
      let specification = tensor.specification
      let target = specification.isTrained ? weights : statistics
      var random = RandomStream(seed: seed, purpose: "weights/\(tensor.name)")
      let values = (0..<specification.count).map { _ in
        T(
          specification.constant
            ?? (specification.isBias
              ? initializer.bias(specification, &random)
              : initializer.weight(specification, &random)))
      }
      target.write(specification.permutation.toOurs(values), to: tensor.region)
    }
  }
}
