import Experiments
import NeuralNetworks
import Pipeline
import Specification

/// A network layer by layer: options, shape of the output, trainable parameters, and the
/// multiplications with an addition that one image costs on the way forward.
public struct ArchitectureListing {
  private struct Line: Equatable {
    var name: String
    var output: String
    var parameters: String
    var multiplyAdds: String
  }

  private let lines: [Line]

  /// Lists a network.
  public init(_ architecture: Architecture) {
    var lines = [
      Line(name: "", output: "output", parameters: "parameters", multiplyAdds: "multiply-adds"),
      Line(name: "input", output: "\(architecture.input)", parameters: "", multiplyAdds: ""),
    ]
    for stack in architecture.stacks {
      lines.append(Line(name: stack.name, output: "", parameters: "", multiplyAdds: ""))
      for (index, layer) in stack.layers.enumerated() {
        let parameters = layer.value.parameters(for: stack.shapes[index]).filter(\.isTrained)
        let count = Count.sum(parameters.map { Count($0.count) })
        let cost = layer.value.multiplyAdds(for: stack.shapes[index])
        lines.append(
          Line(
            name: "  (\(index)) \(Self.text(of: layer))", output: "\(stack.shapes[index + 1])",
            parameters: count > 0 ? Self.grouped(count.value) : "",
            multiplyAdds: cost > 0 ? Self.grouped(cost) : ""))
      }
    }
    lines.append(
      Line(
        name: "all layers", output: "", parameters: Self.grouped(architecture.parameterCount),
        multiplyAdds: Self.grouped(architecture.multiplyAdds)))
    self.lines = lines
  }

  /// The listing; one line for each layer, one for the total.
  public var text: String { Self.aligned(lines) }

  /// How many parameters are trained.
  var parameters: String { lines.last?.parameters ?? "0" }

  /// The lines in which a network of as many layers differs from another; nil where most do, or where
  /// the layers are not the same in number.
  func changes(from other: ArchitectureListing) -> String? {
    guard lines.count == other.lines.count else { return nil }
    var stack: Line?
    var shown = [lines[0]]
    var count = 0
    for (own, foreign) in zip(lines, other.lines).dropFirst() {
      if own.output.isEmpty, own.parameters.isEmpty { stack = own }
      guard own != foreign else { continue }
      if let name = stack, own.name.hasPrefix(" ") { shown.append(name) }
      if own.name.hasPrefix(" ") { stack = nil }
      shown.append(own)
      count += 1
    }
    return 2 * count < lines.count ? Self.aligned(shown) : nil
  }

  private static func aligned(_ lines: [Line]) -> String {
    let nameWidth = lines.map(\.name.count).max() ?? 0
    let outputWidth = lines.map(\.output.count).max() ?? 0
    let countWidth = lines.map(\.parameters.count).max() ?? 0
    let workWidth = lines.map(\.multiplyAdds.count).max() ?? 0
    return lines.map { line in
      let text =
        padded(line.name, nameWidth) + "  " + padded(line.output, outputWidth) + "  "
        + padded(left: line.parameters, countWidth) + "  "
        + padded(left: line.multiplyAdds, workWidth)
      return String(text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// The kind and the options that differ from the defaults: `conv 64, kernel 3, padding 1`.
  static func text<Choices>(of choice: OneOf<Choices>) -> String {
    SettingText.text(of: choice.described)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.count)
  }

  private static func padded(left text: String, _ width: Int) -> String {
    String(repeating: " ", count: width - text.count) + text
  }

  /// A count with a comma between thousands.
  static func grouped(_ count: Int) -> String {
    let digits = String(count)
    let head = digits.count % 3
    var groups = head > 0 ? [String(digits.prefix(head))] : []
    var rest = digits.dropFirst(head)
    while !rest.isEmpty {
      groups.append(String(rest.prefix(3)))
      rest = rest.dropFirst(3)
    }
    return groups.joined(separator: ",")
  }
}

/// The networks of a report: the first layer by layer, of the others the layers in which they differ.
struct ArchitectureSection {
  /// The networks, each with what it is called.
  private let networks: [(name: String, listing: ArchitectureListing)]
  private let hidden: Int

  /// More networks than this are not all printed.
  private static let most = 4

  /// Gathers the networks that differ.
  init(_ study: Study) {
    var found: [(row: Int, listing: ArchitectureListing)] = []
    var known: Set<String> = []
    for row in study.rows.indices {
      guard let trial = study.plan.trials(of: row).first, !trial.architecture.stacks.isEmpty else {
        continue
      }
      let listing = ArchitectureListing(trial.architecture)
      if known.insert(listing.text).inserted { found.append((row, listing)) }
    }
    let shown = found.prefix(Self.most)
    let rows = found.map(\.row)
    networks = shown.map { (study.label(of: $0.row, among: rows), $0.listing) }
    hidden = found.count - shown.count
  }

  /// What the listings are folded under.
  var summary: String {
    let sizes = networks.map { network in
      let count = "\(network.listing.parameters) parameters"
      return network.name.isEmpty ? count : "\(network.name): \(count)"
    }
    return "Layer by layer (\(sizes.joined(separator: "; ")))"
  }

  /// The listings, as Markdown; empty without a network.
  var markdown: String {
    guard let first = networks.first else { return "" }
    let blocks = networks.enumerated().map { index, network -> String in
      let name = network.name.isEmpty ? "" : "**\(Markdown.escaped(network.name))**"
      let changes = index == 0 ? nil : network.listing.changes(from: first.listing)
      let heading =
        changes == nil
        ? name : "\(name), where it differs from **\(Markdown.escaped(first.name))**"
      return (heading.isEmpty ? "" : "\(heading):\n\n")
        + Markdown.block(changes ?? network.listing.text)
    }
    let rest =
      hidden > 0 ? ["\(hidden) more differ from these only by the settings in the tables.\n"] : []
    return (blocks + rest).joined(separator: "\n")
  }
}
