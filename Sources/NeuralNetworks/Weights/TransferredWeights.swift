import Numerics
import Specification

/// First weights that another experiment trains: its training is a stage of this one, seed by seed. The
/// planner turns them into weights of a file.
public struct TransferredWeights: Initializer {
  /// The path of the other experiment.
  public var experiment = ""
  /// The label of its row; none: it has only one.
  public var row: String?
  /// The stacks and layers of its network that are taken; none: the whole network.
  public var only: [String]?
  /// What training leaves as it is.
  public var frozen = FrozenParts.named([])

  /// Weights of no experiment.
  public init() {}

  public static var kind: String { "from" }
  public static var summary: String {
    "weights that another experiment trains, with the same seed; the model's other layers are drawn as "
      + "by \"default\""
  }
  public static var example: [(String, JSON)] {
    [
      ("experiment", .string("pretrain.json")), ("row", .string("latent 64")),
      ("only", ["encoder"].json), ("frozen", true.json),
    ]
  }
  public static var fields: [Field<Self>] {
    [
      Field(
        "experiment", \.experiment, "the other experiment's file", isRequired: true,
        isPrimary: true),
      Field("row", \.row, "the label of its row; left out, it must have a single one"),
      Field(
        "only", \.only,
        "stacks and layers of its network that are taken, as \"encoder\"; left out: all. Those of an "
          + "\"encoder\" become the layers of a classifier that have their numbers"),
      Field(
        "frozen", \.frozen,
        "true: training leaves as it is what is taken; or the names of stacks and layers; their batch "
          + "norm uses its own statistics, not those of the batch"),
    ]
  }

  /// A part is not nothing.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if experiment.isEmpty { report("experiment", "the path is empty") }
    if only?.isEmpty ?? false {
      report("only", "nothing is taken; leave \"only\" out to take the whole network")
    }
  }

  /// PyTorch's default, for what is not taken.
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    DefaultWeights().weight(tensor, &random)
  }

  public func bias(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    DefaultWeights().bias(tensor, &random)
  }

  /// The same as weights of a file that the other training leaves.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - source: the network that is trained there.
  ///   - model: the network that takes them.
  /// - Returns: weights of a file, whose names are those of the model's layers.
  public func resolved(
    path: String, from source: Architecture, for model: Architecture
  ) -> FirstWeights {
    var first = FirstWeights()
    first.path = path
    let stack = stack(under: model)
    let taken = source.tensors.map(\.name).filter { name in
      only?.contains { LayerName.covers($0, name) } ?? true
    }
    func renamed(_ name: String) -> String {
      guard let stack, name == stack || name.hasPrefix(stack + ".") else { return name }
      return FirstWeights.classifierStack + name.dropFirst(stack.count)
    }
    first.stack = stack
    first.only = only
    if stack != nil {
      let layers = LayerName.all(of: taken.map(renamed)).filter { $0.contains(".") }
      // A name that takes nothing is told as it was written.
      let lost = (only ?? []).filter { name in !taken.contains { LayerName.covers(name, $0) } }
      first.only = layers.isEmpty || !lost.isEmpty ? only : layers
    }
    switch frozen {
    case .named(let names): first.frozen = names.map(renamed)
    case .taken:
      let all = LayerName.all(of: taken).filter { !$0.contains(".") }
      first.frozen = first.only ?? all
    }
    return first
  }

  /// The stack of the other network whose layers are taken as a classifier's; nil where the names of both
  /// are the same.
  private func stack(under model: Architecture) -> String? {
    let own = model.stacks.map(\.name)
    let wanted = Set((only ?? []).map { String($0.prefix { $0 != "." }) })
    guard own == [FirstWeights.classifierStack], wanted.count == 1, let name = wanted.first,
      name != FirstWeights.classifierStack
    else { return nil }
    return name
  }
}

/// What training leaves as it is: `true`, all that is taken, or a list of stacks and layers.
public enum FrozenParts: Specifiable, Equatable {
  /// All that is taken.
  case taken
  /// Stacks and layers by name.
  case named([String])

  /// Reads `true`, `false` or a list.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> FrozenParts? {
    if case .bool(let isFrozen) = json.value { return isFrozen ? .taken : .named([]) }
    guard json.elements != nil else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    return [String].read(json, at: path, into: &problems).map(FrozenParts.named)
  }

  public var json: JSON {
    switch self {
    case .taken: true.json
    case .named(let names): names.json
    }
  }

  /// A truth value or a list.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("anyOf", .array([Bool.schema(&book), [String].schema(&book)]))])
  }

  public static var typeName: String { "true, or a list of stacks and layers" }
}

extension FirstWeights {
  /// The layers up to the last that takes weights which are not those of the network that they were trained
  /// in: "layers.0 is conv 8, stride 1, there conv 8, stride 2".
  public func differingLayers(of source: Architecture, in model: Architecture) -> [String] {
    model.stacks.flatMap { own -> [String] in
      let name = stack ?? own.name
      guard let other = source.stacks.first(where: { $0.name == name }) else { return [] }
      let taken = own.layers.indices.last { index in
        own.tensors.contains { $0.name.hasPrefix("\(own.name).\(index).") && takes($0.name) }
      }
      return (0..<(taken.map { $0 + 1 } ?? 0)).compactMap { index in
        let there = other.layers.indices.contains(index) ? other.layers[index] : nil
        guard there?.json != own.layers[index].json else { return nil }
        let texts = [own.layers[index], there].map { $0.map(Architecture.text) ?? "none" }
        return "\(own.name).\(index) is \(texts[0]), there \(texts[1])"
      }
    }
  }
}

extension Architecture {
  /// The tensors of the network by name and shape, without numbers.
  public var outline: Weights {
    Weights(
      tensors.map { Weights.Tensor(name: $0.name, shape: $0.specification.shape, values: []) })
  }
}
