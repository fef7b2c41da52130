import Specification

/// A colour.
enum Colour: String, Word {
  case red, green, blue
}

/// A structure with a field of every kind.
struct Sample: Described {
  var size = 1
  var rate = 0.5
  var name: String?
  var colour = Colour.red
  var flags: [Bool] = []
  var weights: [String: Double] = [:]
  var shape: OneOf<Shapes>?
  var parts: [OneOf<Shapes>] = []
  var span = Span()

  static let kind = "sample"
  static let summary = "something to read"
  static var fields: [Field<Sample>] {
    [
      Field("size", \.size, "how large it is", .atLeast(1), isRequired: true),
      Field("rate", \.rate, "How fast it is.", .strictlyBetween(0, 1)),
      Field("name", \.name, "what it is called"),
      Field("colour", \.colour, "its colour"),
      Field("flags", \.flags, "its flags"),
      Field("weights", \.weights, "its weights"),
      Field("shape", \.shape, "its shape"),
      Field("parts", \.parts, "its parts"),
      Field("span", \.span, "its span"),
    ]
  }

  func check(_ report: (_ field: String, _ message: String) -> Void) {
    if size > 100, rate > 0.9 { report("rate", "so large a sample cannot be so fast") }
  }
}

/// From one number to another; the end alone is enough.
struct Span: Described {
  var start = 0
  var end = 10

  static let kind = "span"
  static let summary = "From one number to another."
  static var fields: [Field<Span>] {
    [
      Field("start", \.start, "The first.", .atLeast(0)),
      Field("end", \.end, "The last.", .between(0, 100), isPrimary: true),
    ]
  }
}

/// What every shape can do.
protocol Shape: Described {}

/// The shapes; a disc has an option with the name of another kind.
enum Shapes: Family {
  typealias Member = any Shape
  static let name = "shape"
  static var kinds: [any Described.Type] { [Point.self, Disc.self, Box.self] }
}

/// Nothing to choose.
struct Point: Shape {
  static let kind = "point"
  static let summary = "a point"
  static var fields: [Field<Point>] { [] }
}

/// A principal option, and one with a default.
struct Disc: Shape {
  var radius = 1.0
  var box = false

  static let kind = "disc"
  static let summary = "a disc"
  static var fields: [Field<Disc>] {
    [
      Field("radius", \.radius, "the radius", .above(0), isRequired: true, isPrimary: true),
      Field("box", \.box, "whether its box is drawn"),
    ]
  }
}

/// Options, none principal.
struct Box: Shape {
  var sides = [1, 1]

  static let kind = "box"
  static let summary = "a box"
  static var fields: [Field<Box>] { [Field("sides", \.sides, "the sides", .atLeast(1))] }

  func check(_ report: (_ field: String, _ message: String) -> Void) {
    if sides.count != 2 { report("sides", "a box has two sides") }
  }
}

/// Reads a text as a type: its canonical form, or the problems as `line:column path: message`.
func reading<Value: Specifiable>(_ text: String, as type: Value.Type) -> [String] {
  do throws(Problem) {
    let json = try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
    var problems = Problems()
    let value = Value.read(json, at: JSONPath(), into: &problems)
    if problems.isEmpty { return [value?.json.canonical ?? "nothing"] }
    return problems.list.map(shown)
  } catch {
    return [shown(error)]
  }
}

private func shown(_ problem: Problem) -> String {
  let (line, column, _) = problem.location?.position ?? (0, 0, "")
  return "\(line):\(column) \(problem.path): \(problem.message)"
}
