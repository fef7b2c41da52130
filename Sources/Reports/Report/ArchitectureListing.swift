import NeuralNetworks
import Pipeline
import Specification

/// A network layer by layer: options, shape of the output, trainable parameters.
struct ArchitectureListing {
  private struct Line {
    var name: String
    var output: String
    var parameters: String
  }

  private let architecture: Architecture

  /// Lists a network.
  init(_ architecture: Architecture) { self.architecture = architecture }

  /// The listing; one line for each layer, one for the total.
  var text: String {
    var lines = [Line(name: "input", output: "\(architecture.input)", parameters: "")]
    var total = 0
    for stack in architecture.stacks {
      lines.append(Line(name: stack.name, output: "", parameters: ""))
      for (index, layer) in stack.layers.enumerated() {
        let count = layer.value.parameters(for: stack.shapes[index]).filter(\.isTrained)
          .reduce(0) { $0 + $1.count }
        total += count
        lines.append(
          Line(
            name: "  (\(index)) \(Self.text(of: layer))", output: "\(stack.shapes[index + 1])",
            parameters: count > 0 ? Self.grouped(count) : ""))
      }
    }
    lines.append(Line(name: "all parameters", output: "", parameters: Self.grouped(total)))
    let nameWidth = lines.map(\.name.count).max() ?? 0
    let outputWidth = lines.map(\.output.count).max() ?? 0
    let countWidth = lines.map(\.parameters.count).max() ?? 0
    return lines.map { line in
      let text =
        Self.padded(line.name, nameWidth) + "  " + Self.padded(line.output, outputWidth) + "  "
        + String(repeating: " ", count: countWidth - line.parameters.count) + line.parameters
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
