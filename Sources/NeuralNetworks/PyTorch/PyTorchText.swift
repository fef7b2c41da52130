import Specification

/// Pieces of Python that build networks.
enum PyTorchText {
  /// A call: `nn.Linear(64, 10, bias=True)`.
  static func call(_ name: String, _ arguments: [String]) -> String {
    "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// The layers of a stack, a line each; nothing for no stack.
  static func sequence(_ stack: LayerStack?) -> String {
    let layers = stack.map { stack in
      stack.layers.indices.map { stack.layers[$0].value.pyTorch(for: stack.shapes[$0]) }
    }
    guard let layers, !layers.isEmpty else { return "nn.Sequential()" }
    return "nn.Sequential(\n" + layers.map { indented($0) + ",\n" }.joined() + ")"
  }

  /// Every line four spaces further in.
  static func indented(_ text: String, by levels: Int = 1) -> String {
    let space = String(repeating: "    ", count: levels)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
  }
}

extension Extent {
  /// `(3, 5)`
  var python: String { "(\(height), \(width))" }
}

extension Bool {
  /// `True`
  var python: String { self ? "True" : "False" }
}

extension Double {
  /// The shortest decimal that reads back as the same number.
  var python: String { JSON.number(self).canonical }
}
