import Numerics
import Specification

/// The settings that a sweep goes through.
///
/// The parts combine: every variant, with every case, with every step of the zip, with every
/// combination of the grid, with every random draw. The first varies slowest. No two of them may set
/// the same thing.
public struct Sweep: Described {
  /// Named groups of overrides, in the order of the file.
  public var variants = NamedOverrides()
  /// An explicit list of overrides; `name` labels a case.
  public var cases: [SettingGroup] = []
  /// Lists of equal length that advance together.
  public var zip = ValueLists()
  /// Every combination of the lists.
  public var grid = ValueLists()
  /// Random draws.
  public var random: RandomSearch?
  /// Which rows are trained to the end; none: all.
  public var halving: Halving?

  /// A sweep of one setting: the experiment as it is written.
  public init() {}

  /// The name in a file.
  public static var kind: String { "sweep" }
  /// For the schema.
  public static var summary: String {
    "The settings to go through. The parts combine; the first one written here varies slowest. No two "
      + "parts may set the same thing; rows that come to the same are run once."
  }
  /// The fields.
  public static var fields: [Field<Sweep>] {
    [
      Field(
        "variants", \.variants,
        "Named groups of overrides: { \"baseline\": {…} }; a group may carry a \"grid\" of its own."
      ),
      Field(
        "cases", \.cases,
        "A list of overrides; a case may carry a \"name\", and a \"grid\" of its own."),
      Field("zip", \.zip, "Lists of equal length that advance together, by path."),
      Field("grid", \.grid, "Lists by path; every combination is run."),
      Field("random", \.random, "Random draws by path."),
      Field("halving", \.halving, "Which rows are trained to the end; left out: all."),
    ]
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [
      (
        "variants",
        .object([
          ("baseline", .object([])),
          ("longer", .object([("training.epochs", .number(60))])),
        ])
      ), ("grid", .object([("model.latent", [16, 32, 64].json)])),
    ]
  }

  /// The lists of a zip must be of equal length.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    let lengths = Set(zip.lists.map(\.values.count))
    if lengths.count > 1 {
      let shown = zip.lists.map { "\($0.path): \($0.values.count)" }.joined(separator: ", ")
      report("zip", "the lists of a zip must be of equal length, these are not (\(shown))")
    }
  }
}
