import Slurm
import Specification

/// An option of a command: `--jobs N`, or `--quiet`.
struct Option {
  /// Its name, with the dashes.
  let name: String
  /// What its value is called in the help; nil for a switch.
  let value: String?
  /// What it does.
  let help: String

  init(_ name: String, _ value: String? = nil, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }
}

/// The arguments of one command, checked against its options.
struct Arguments {
  /// What is no option, in order.
  private(set) var positional: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts arguments into options and the rest; behind `--` everything is the rest.
  ///
  /// - Throws: `UsageError` for an option that the command does not have, or without its value.
  init(_ arguments: [String], options: [Option]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--"), argument != "--" else {
        positional += argument == "--" ? Array(rest) : [argument]
        if argument == "--" { return }
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard let option = options.first(where: { $0.name == parts[0] }) else {
        let hint = Spelling.hint(for: parts[0], among: options.map(\.name))
        throw UsageError("unknown option \(parts[0])\(hint)")
      }
      if option.value == nil {
        guard parts.count == 1 else { throw UsageError("\(option.name) takes no value") }
        values[option.name, default: []].append("")
      } else if let value = parts.count == 2 ? parts[1] : rest.popFirst() {
        values[option.name, default: []].append(value)
      } else {
        throw UsageError("\(option.name) needs a value: \(option.name) \(option.value ?? "")")
      }
    }
  }

  /// Whether a switch is on.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// The last value of an option.
  func value(_ name: String) -> String? { values[name]?.last }

  /// All values of an option that may be repeated.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// The value of an option as a whole number in a range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "found \"\(text)\"")
    }
    return number
  }

  /// The value of an option as a number of seconds, written `90`, `90s`, `15m` or `2h`.
  func seconds(_ name: String) throws(UsageError) -> Double? {
    guard let text = value(name) else { return nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0,
      number < 1e12
    else {
      throw UsageError("\(name) takes a duration, as 90s, 15m or 2h; found \"\(text)\"")
    }
    return number * (unit ?? 1)
  }

  /// The value of an option as a number of bytes, written `500M` or `2G`.
  func bytes(_ name: String) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    let units: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824]
    let unit = text.uppercased().last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())), number >= 0,
      number * (unit ?? 1) < 1e18
    else {
      throw UsageError("\(name) takes a size, as 500M or 2G; found \"\(text)\"")
    }
    return Int(number * (unit ?? 1))
  }

  /// The first positional argument; a command takes so many.
  func experiment(for command: String, of count: Int = 1) throws(UsageError) -> String {
    guard let first = positional.first else {
      throw UsageError("which experiment? sweep \(command) experiments/quickstart.json")
    }
    guard positional.count <= count else {
      throw UsageError("one experiment at a time; \"\(positional[count])\" is too many")
    }
    return first
  }
}

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
  /// What is wrong.
  let description: String

  init(_ description: String) { self.description = description }
}
