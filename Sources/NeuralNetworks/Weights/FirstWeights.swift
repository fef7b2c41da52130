import Numerics
import Specification

/// First weights taken from a file: of the whole model, or of a part of it; the rest is drawn as
/// PyTorch does. Layers can be frozen, which keeps weights and statistics as the file has them.
public struct FirstWeights: Initializer {
  /// The path of a `.safetensors` file, with PyTorch's names and layouts.
  public var path = ""
  /// The stacks and layers that are taken: "encoder", "encoder.0"; none: all of them, and then the
  /// file must hold nothing else.
  public var only: [String]?
  /// The stacks and layers that training leaves as they are.
  public var frozen: [String] = []
  /// The stack of the file whose layers become those of a classifier that have their numbers; none: names
  /// are the same in both.
  public var stack: String?

  /// What the only stack of a classifier is called.
  static let classifierStack = "layers"

  /// Weights of no file.
  public init() {}

  public static var kind: String { "file" }
  public static var summary: String {
    "weights of a .safetensors file, whose path alone is enough; the model's other layers are drawn "
      + "as by \"default\""
  }
  public static var example: [(String, JSON)] {
    [
      ("path", .string("pretrained.safetensors")), ("only", ["encoder"].json),
      ("frozen", ["encoder.0"].json),
    ]
  }
  public static var fields: [Field<Self>] {
    [
      Field("path", \.path, "the file, with PyTorch's names", isRequired: true, isPrimary: true),
      Field(
        "only", \.only,
        "stacks and layers that are taken, as \"encoder\" or \"encoder.0\"; left out: all, and the "
          + "file holds no others"),
      Field(
        "frozen", \.frozen,
        "stacks and layers that training leaves as they are; their batch norm uses its own statistics, "
          + "not those of the batch"),
      Field(
        "stack", \.stack,
        "the stack of the file, as \"encoder\", whose layers become those of a classifier that have "
          + "their numbers: \"only\" then names the classifier's layers"),
    ]
  }

  /// Every option but a stack that is not written, so that the keys of trainings stay as they were.
  public var json: JSON {
    let members = Self.fields.map { ($0.name, $0.value(self)) }
    return .object(members.filter { $0.0 != "stack" || $0.1 != .null })
  }

  /// A part is not nothing.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if path.isEmpty { report("path", "the path is empty") }
    if stack != nil, only == nil {
      report("stack", "say which of the classifier's layers it gives: \"only\": [\"layers.0\"]")
    }
    if only?.isEmpty ?? false {
      report("only", "nothing is taken of the file; leave \"only\" out to take all of it")
    }
  }

  /// PyTorch's default, for what the file does not give.
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    DefaultWeights().weight(tensor, &random)
  }

  public func bias(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    DefaultWeights().bias(tensor, &random)
  }

  /// Whether a tensor of the model is taken from the file.
  func takes(_ tensor: String) -> Bool {
    only?.contains { LayerName.covers($0, tensor) } ?? true
  }
}

extension FirstWeights {
  /// The tensors of a file under the names that they have in the model.
  func named(_ file: Weights) -> Weights {
    guard let stack else { return file }
    return Weights(
      file.tensors.filter { LayerName.covers(stack, $0.name) }.map {
        $0.renamed(Self.classifierStack + $0.name.dropFirst(stack.count))
      })
  }
}

extension FirstWeights {
  /// One thing that is wrong with first weights, and the option that it is about.
  public struct Fault: Sendable, Equatable {
    /// The option: "path", "only", "frozen".
    public let field: String
    /// The element of the option's list.
    public let index: Int?
    /// What is wrong.
    public let message: String
  }

  /// Everything that keeps a file's tensors from being the first weights of a model: names of layers
  /// that it does not have, then all tensors that are missing, left over, of another shape or not
  /// finite.
  public func faults(of file: Weights, for architecture: Architecture) -> [Fault] {
    let weights = named(file)
    let tensors = architecture.tensors
    let faults =
      nameFaults("only", only ?? [], architecture)
      + nameFaults("frozen", frozen, architecture, isFrozen: true)
    guard faults.isEmpty else { return faults }
    let needed = tensors.filter { takes($0.name) }.map { ($0.name, $0.specification.shape) }
    let given = Weights(weights.tensors.filter { takes($0.name) })
    var lines = given.misfits(needed, allowsOthers: false)
    if !lines.isEmpty {
      let parts = fittingStacks(weights, tensors)
      let advice =
        only == nil && !parts.isEmpty
        ? "; { \"file\": …, \"only\": \(parts.json.canonical) } takes the part that fits" : ""
      lines.insert("the file does not fit the model\(advice)", at: 0)
    }
    let wild = given.tensors.filter { !$0.values.allSatisfy(\.isFinite) }.map(\.name)
    if !wild.isEmpty {
      lines.append("not all numbers are finite in \(wild.joined(separator: ", "))")
    }
    guard !lines.isEmpty else { return [] }
    return [Fault(field: "path", index: nil, message: lines.joined(separator: "\n  "))]
  }

  /// Whether nothing of a model is left to train.
  public func freezesAll(of architecture: Architecture) -> Bool {
    architecture.tensors.allSatisfy { tensor in
      frozen.contains { LayerName.covers($0, tensor.name) }
    }
  }

  /// The names of a list that are no stacks or layers with weights.
  private func nameFaults(
    _ field: String, _ names: [String], _ architecture: Architecture, isFrozen: Bool = false
  ) -> [Fault] {
    let tensors = architecture.tensors.map(\.name)
    let known = LayerName.all(of: tensors)
    return names.enumerated().compactMap { index, name in
      if !known.contains(name) {
        let layer = architecture.layers.first { $0.name == name }?.layer
        let reason =
          layer.map { "\"\(name)\" is \($0), which has no weights" }
          ?? "the model has no layer \"\(name)\"" + Spelling.hint(for: name, among: known)
        return Fault(field: field, index: index, message: reason)
      }
      let drawn = tensors.first { isFrozen && LayerName.covers(name, $0) && !takes($0) }
      return drawn.map {
        Fault(
          field: field, index: index,
          message: "\"\(name)\" is frozen, but \($0) is not taken from the file: add it to \"only\""
        )
      }
    }
  }

  /// The stacks all of whose tensors are in a file, in the right shapes.
  private func fittingStacks(
    _ weights: Weights, _ tensors: [(name: String, specification: ParameterSpecification)]
  ) -> [String] {
    let stacks = Dictionary(grouping: tensors) { $0.name.prefix { $0 != "." } }
    return stacks.filter { _, tensors in
      tensors.allSatisfy { weights[$0.name]?.shape == $0.specification.shape }
    }.map { String($0.key) }.sorted()
  }
}

/// The names of stacks and layers: what comes before a dot in the names of their tensors.
enum LayerName {
  /// Whether a tensor belongs to a stack or layer.
  static func covers(_ name: String, _ tensor: String) -> Bool { tensor.hasPrefix(name + ".") }

  /// Every stack and layer that tensors belong to, in the order of the tensors.
  static func all(of tensors: [String]) -> [String] {
    var seen: Set<String> = []
    return tensors.flatMap { tensor in
      tensor.indices.filter { tensor[$0] == "." }.map { String(tensor[..<$0]) }
    }.filter { seen.insert($0).inserted }
  }
}
