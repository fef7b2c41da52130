import Specification

/// The epochs after which a model is looked at: so many, evenly spaced, or a list.
public enum Checkpoints: Specifiable, Equatable {
  /// So many, evenly spaced, the last epoch among them.
  case count(Int)
  /// After these epochs, the first being 1; 0 is before training.
  case epochs([Int])

  /// How many evenly spaced ones there may be: the weights of each are kept.
  static let mostCount = 10_000

  /// Reads a number or a list.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Checkpoints? {
    let numbers = json.elements ?? [json]
    guard numbers.allSatisfy({ ($0.integer ?? -1) >= 0 }) else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    let integers = numbers.compactMap(\.integer)
    if json.elements == nil, integers[0] > mostCount {
      problems.add(
        "\(integers[0]) checkpoints are too many: at most \(mostCount)", at: path,
        location: json.location)
      return nil
    }
    return json.elements == nil ? .count(integers[0]) : .epochs(integers)
  }

  /// As it is read.
  public var json: JSON {
    switch self {
    case .count(let count): count.json
    case .epochs(let epochs): epochs.json
    }
  }

  /// A whole number, or a list of them.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let number: [(String, JSON)] = [("type", .string("integer")), ("minimum", .number(0))]
    let count = number + [("maximum", .number(mostCount))]
    let list: [(String, JSON)] = [("type", .string("array")), ("items", .object(number))]
    return .object([("anyOf", .array([.object(count), .object(list)]))])
  }

  /// In words.
  public static var typeName: String { "how many, or a list of epochs" }

  /// The epochs, in order, of a training of so many.
  public func epochs(of total: Int) -> [Int] {
    switch self {
    case .epochs(let epochs): return Set(epochs).filter { $0 <= total }.sorted()
    case .count(let count):
      guard count > 0, total > 0 else { return [] }
      let kept = min(count, total)
      return (1...kept).map { (Count.product([$0, total]) / Count(kept)).value }
    }
  }
}
